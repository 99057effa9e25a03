package naru.acceptance.notes;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.Test;

import java.util.List;

/** The notes' {@code docker network} commands. */
@InLab
class NotesNetworkCommandsTest {
    private final LabHost host;
    private final Docker docker;

    NotesNetworkCommandsTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @Test
    void createMakesABridgeNamedAfterTheId() {
        var id = docker.cli("network create -d bridge my_bridge");

        assertThat(id).matches("[0-9a-f]{64}");
        assertThat(host.see("ip -d link show br-{}", id.substring(0, 12))).contains(" bridge ");
        assertThat(docker.cli("network ls --filter name=my_bridge"))
                .containsPattern(id.substring(0, 12) + " +my_bridge +bridge +local");
    }

    @Test
    void createTakesTheNextFreeSubnet() {
        docker.cli("network create first");
        docker.cli("network create second");

        assertThat(List.of(subnet("first"), subnet("second")))
                .containsExactly("172.18.0.0/16", "172.19.0.0/16");
        assertThat(host.see("ip -4 addr show {}", host.bridge("first")))
                .contains("inet 172.18.0.1/16");
    }

    @Test
    void inspectListsTheContainers() {
        docker.cli("network create --subnet 172.30.0.0/16 --gateway 172.30.0.1 my_bridge");
        var id = docker.waiting("web", "--network my_bridge --ip 172.30.0.10");

        assertThat(docker.cli("network inspect my_bridge"))
                .contains("\"Subnet\": \"172.30.0.0/16\"", "\"Gateway\": \"172.30.0.1\"")
                .contains(
                        "\"" + id + "\": {",
                        "\"Name\": \"web\"",
                        "\"IPv4Address\": \"172.30.0.10/16\"")
                .contains(
                        "\"MacAddress\": \""
                                + docker.cli("exec web cat /sys/class/net/eth0/address")
                                + "\"");
    }

    @Test
    void connectGivesARunningContainerAnotherInterface() {
        docker.waiting("web");
        docker.cli("network create my_bridge");

        docker.cli("network connect my_bridge web");

        assertThat(docker.cli("exec web ip -4 addr show eth1"))
                .contains("inet " + docker.address("web", "my_bridge") + "/16");
        assertThat(host.ports(host.bridge("my_bridge"))).hasSize(1);
        assertThat(docker.cli("exec web cat /etc/hosts"))
                .contains(docker.address("web", "my_bridge"));
    }

    @Test
    void disconnectTakesTheInterfaceAway() {
        docker.cli("network create my_bridge");
        docker.waiting("web");
        docker.cli("network connect my_bridge web");

        docker.cli("network disconnect my_bridge web");

        assertThat(docker.run("exec web ip link show eth1").exit()).isNotZero();
        assertThat(host.ports(host.bridge("my_bridge"))).isEmpty();
        assertThat(docker.cli("network inspect --format '{{len .Containers}}' my_bridge"))
                .isEqualTo("0");
    }

    @Test
    void connectAppliesFromTheNextStart() {
        docker.cli("network create my_bridge");
        docker.cli("create --name web busybox sleep 1000");
        docker.cli("network connect my_bridge web");

        docker.cli("start web");

        assertThat(docker.cli("exec web ip -o link")).contains("eth0", "eth1");
    }

    @Test
    void rmRemovesTheBridge() {
        docker.cli("network create my_bridge");
        var bridge = host.bridge("my_bridge");

        assertThat(docker.cli("network rm my_bridge")).isEqualTo("my_bridge");

        assertThat(host.shell().run("ip link show {}", bridge).refusal())
                .contains("does not exist");
        assertThat(host.see("ip route")).doesNotContain(bridge);
    }

    @Test
    void rmInUseIsRejectedWithTheContainer() {
        docker.cli("network create my_bridge");
        docker.waiting("web", "--network my_bridge");

        assertThat(docker.refusal("network rm my_bridge"))
                .contains(
                        "error while removing network: network my_bridge has active endpoints"
                                + " (name:\"web\" id:\"");
        assertThat(host.ports(host.bridge("my_bridge"))).hasSize(1);
    }

    @Test
    void rmOfADefaultNetworkIsRefused() {
        assertThat(docker.refusal("network rm bridge"))
                .contains("bridge is a pre-defined network and cannot be removed");
    }

    @Test
    void pruneRemovesWhatIsUnused() {
        docker.cli("network create used");
        docker.cli("network create unused");
        docker.waiting("web", "--network used");

        assertThat(docker.cli("network prune -f")).contains("unused").doesNotContain("\nused");
        assertThat(docker.cli("network ls --format {{.Name}} --filter type=custom"))
                .isEqualTo("used");
    }

    private String subnet(String network) {
        return docker.cli(
                "network inspect --format '{{(index .IPAM.Config 0).Subnet}}' {}", network);
    }
}
