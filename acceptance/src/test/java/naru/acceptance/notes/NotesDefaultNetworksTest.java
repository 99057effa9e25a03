package naru.acceptance.notes;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.Test;

/** What the notes say about the networks that are there from the start. */
@InLab
class NotesDefaultNetworksTest {
    private final LabHost host;
    private final Docker docker;

    NotesDefaultNetworksTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @Test
    void thereAreThreeDefaultNetworks() {
        var rows = docker.run("network ls").lines();

        assertThat(rows.getFirst()).matches("NETWORK ID +NAME +DRIVER +SCOPE");
        assertThat(
                        rows.stream()
                                .skip(1)
                                .map(row ->
                                        row.replaceFirst("^[0-9a-f]{12} +", "")
                                                .replaceAll(" +", " ")))
                .containsExactly("bridge bridge local", "host host local", "none null local");
    }

    @Test
    void docker0HasTheFirstAddressOf172_17() {
        assertThat(host.see("ifconfig docker0"))
                .contains("inet 172.17.0.1  netmask 255.255.0.0  broadcast 172.17.255.255")
                .contains("mtu 1500");
        assertThat(host.see("ip -d link show docker0")).contains(" bridge forward_delay");
    }

    @Test
    void docker0HasNoCarrierUntilAContainerJoins() {
        assertThat(host.see("ip link show docker0")).contains("NO-CARRIER").contains(",UP>");

        docker.waiting("first");

        assertThat(host.see("ip link show docker0"))
                .doesNotContain("NO-CARRIER")
                .contains("LOWER_UP");
    }

    @Test
    void bridgeInspectMatchesTheNotes() {
        var id = docker.web("my-nginx", "-p 8080:80");

        assertThat(docker.cli("network inspect bridge"))
                .contains("\"Name\": \"bridge\"", "\"Scope\": \"local\"", "\"Driver\": \"bridge\"")
                .contains(
                        "\"EnableIPv6\": false",
                        "\"Internal\": false",
                        "\"Attachable\": false",
                        "\"Ingress\": false")
                .contains("\"Subnet\": \"172.17.0.0/16\"", "\"Gateway\": \"172.17.0.1\"")
                .contains("\"ConfigOnly\": false", "\"" + id + "\": {", "\"Name\": \"my-nginx\"")
                .contains(
                        "\"IPv4Address\": \"" + docker.address("my-nginx") + "/16\"",
                        "\"IPv6Address\": \"\"")
                .contains("\"com.docker.network.bridge.default_bridge\": \"true\"")
                .contains("\"com.docker.network.bridge.enable_icc\": \"true\"")
                .contains("\"com.docker.network.bridge.enable_ip_masquerade\": \"true\"")
                .contains("\"com.docker.network.bridge.host_binding_ipv4\": \"0.0.0.0\"")
                .contains("\"com.docker.network.bridge.name\": \"docker0\"")
                .contains("\"com.docker.network.driver.mtu\": \"1500\"");
    }

    @Test
    void containersJoinDocker0ByDefault() {
        docker.waiting("plain");

        assertThat(docker.address("plain")).startsWith("172.17.0.");
        assertThat(host.ports("docker0")).containsExactly(host.hostEnd("plain"));
        assertThat(host.hostEnd("plain")).matches("veth[0-9a-f]{7}");
    }

    @Test
    void thereIsAHostEndForEachRunningContainer() throws Throwable {
        docker.waiting("one");
        docker.waiting("two");
        docker.waiting("three");
        assertThat(host.ports("docker0")).hasSize(3);

        docker.cli("kill two");

        Eventually.within(
                java.time.Duration.ofSeconds(2),
                () ->
                        assertThat(host.ports("docker0"))
                                .containsExactlyInAnyOrder(
                                        host.hostEnd("one"), host.hostEnd("three")));
    }

    @Test
    void addressesAreGivenOneAfterTheOther() {
        docker.waiting("one");
        docker.waiting("two");

        var first = docker.address("one").split("\\.");
        var second = docker.address("two").split("\\.");
        System.out.println(String.join(".", first) + " then " + String.join(".", second));
        assertThat(Integer.parseInt(second[3])).isEqualTo(Integer.parseInt(first[3]) + 1);
    }

    @Test
    void containersReachTheLanByTheGateway(Lab lab) {
        docker.waiting("plain");

        assertThat(docker.cli("exec plain ip route")).contains("default via 172.17.0.1 dev eth0");
        var neighbour = lab.neighbour().lanAddress();
        assertThat(docker.cli("exec plain ping -c 1 -W 2 {}", neighbour))
                .contains("1 packets received");
    }

    @Test
    void linksFollowTheirContainer() {
        docker.waiting("db");
        docker.waiting("web", "--link db:database");
        var id = docker.inspect("db", "{{.Config.Hostname}}");
        assertThat(hosts("web")).contains(docker.address("db") + "\tdatabase " + id + " db");

        docker.cli("stop -t 0 db");
        docker.waiting("between"); // and takes its address
        docker.cli("start db");
        assertThat(hosts("web")).contains(docker.address("db") + "\tdatabase " + id + " db");

        docker.cli("stop -t 0 db web");
        assertThat(docker.refusal("start web"))
                .contains("Cannot link to a non running container: /db AS /web/database");
        assertThat(docker.refusal("create --link nosuch:x busybox"))
                .contains("could not get container for nosuch: No such container: nosuch");
    }

    private String hosts(String container) {
        return docker.cli("exec {} cat /etc/hosts", container);
    }
}
