package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Compose;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** What follows when a running container is connected to networks and disconnected from them. */
@InLab
class MovingNetworksTest {
    private static final String LOOPBACK = "com.docker.network.bridge.host_binding_ipv4=127.0.0.1";

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    MovingNetworksTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
    }

    @Test
    void publishedPortFollowsTheGatewayNetwork() throws Throwable {
        docker.cli("network create pub");
        docker.cli("network create -o {} loc", LOOPBACK);
        docker.web("web", "--network pub -p 8081:80 -p 80 -p 0.0.0.0:8083:80");
        var free = docker.cli("port web 80").lines().sorted().toList().getFirst();
        assertReachable("8081", true);

        docker.cli("network connect loc web");
        docker.cli("network disconnect pub web");
        assertThat(docker.cli("port web 80").lines())
                .contains("127.0.0.1:8081", free.replace("0.0.0.0", "127.0.0.1"), "0.0.0.0:8083")
                .hasSize(3);
        assertReachable("8081", false);
        assertReachable("8083", true);
        assertThat(published()).contains("127.0.0.1 . tcp . 8081");

        docker.cli("network connect pub web");
        assertThat(docker.cli("port web 80").lines()).contains("127.0.0.1:8081");
        docker.cli("network disconnect loc web");
        assertThat(docker.cli("port web 80").lines()).contains("0.0.0.0:8081", free);
        assertReachable("8081", true);
        assertThat(published()).doesNotContain("127.0.0.1 . tcp . 8081");
    }

    private String published() {
        return host.see("nft list table inet naru");
    }

    /** From the LAN; from the host itself always. */
    private void assertReachable(String port, boolean fromLan) throws Throwable {
        Eventually.within(
                Duration.ofSeconds(5),
                () -> assertThat(host.get("http://127.0.0.1:" + port + "/")).isEqualTo("web"));
        var url = "http://" + host.lanAddress() + ":" + port + "/";
        var answer = neighbour.shell().run("curl -sS --max-time 1 {}", url);
        assertThat(answer.exit() == 0).as("%s: %s", url, answer).isEqualTo(fromLan);
    }

    @Test
    void gatewayPriorityMovesThePublishedPort() throws Throwable {
        var api = new RawApi(docker.endpoint());
        docker.cli("network create pub");
        docker.cli("network create -o {} loc", LOOPBACK);
        docker.web("web", "--network pub -p 8081:80");

        var first = "{\"Container\":\"web\",\"EndpointConfig\":{\"GwPriority\":10}}";
        assertThat(api.post("/networks/loc/connect", first).status()).isEqualTo(200);
        assertThat(docker.cli("port web 80")).isEqualTo("127.0.0.1:8081");
        assertReachable("8081", false);
        docker.cli("network disconnect loc web");
        assertThat(docker.cli("port web 80")).contains("0.0.0.0:8081");
        assertReachable("8081", true);
    }

    @Test
    void takenPortsPreventAGatewayChange() {
        docker.cli("network create pub");
        docker.cli("network create -o {} aloc", LOOPBACK);
        docker.web("web", "--network aloc -p 8081:80");
        docker.web("other", "--network pub -p {}:8081:80", host.lanAddress());
        docker.cli("network connect pub web");

        assertThat(docker.refusal("network disconnect aloc web"))
                .contains("Bind for 0.0.0.0:8081 failed: port is already allocated");
        assertThat(docker.cli("port web 80")).isEqualTo("127.0.0.1:8081");
        docker.remove("other");
        docker.cli("network disconnect aloc web");
        assertThat(docker.cli("port web 80")).contains("0.0.0.0:8081");
        docker.cli("network connect aloc web"); // what was left behind is free again
        docker.web("third", "--network pub -p 127.0.0.2:8082:80");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "default"})
    void keepsIpv6OffWhereTheContainerHasNone(String scope) {
        docker.cli("network create four");
        docker.cli("network create --ipv6 --subnet fd00:77::/64 six");
        docker.cli("network create --ipv6 --subnet fd00:78::/64 start");
        var off = "net.ipv6.conf." + scope + ".disable_ipv6=1";
        docker.waiting("vpn", "--network four --sysctl {}", off);
        docker.waiting("vpn2", "--network start --sysctl {}", off);

        docker.cli("network connect six vpn");
        docker.cli("network connect four vpn2");
        docker.cli("network connect six vpn2");
        for (var container : new String[] {"vpn", "vpn2"}) {
            assertWithoutIpv6(container);
        }
    }

    /** As a VPN's own program does it. */
    @Test
    void keepsIpv6OffWhereAProcessDisabledIt() {
        docker.cli("network create --ipv6 --subnet fd00:77::/64 six");
        docker.cli("network create --ipv6 --subnet fd00:78::/64 first");
        docker.waiting("vpn", "--network first --privileged");
        assertThat(docker.cli("exec vpn ip -6 addr")).contains("fd00:78::");
        docker.cli("exec vpn sysctl -w net.ipv6.conf.all.disable_ipv6=1");

        docker.cli("network connect six vpn");
        assertThat(docker.cli("exec vpn ip -6 addr")).isBlank();
        assertThat(docker.inspect("vpn", "{{.NetworkSettings.Networks.six.GlobalIPv6Address}}"))
                .isBlank();
        docker.cli("network disconnect first vpn");
        assertThat(docker.cli("exec vpn ip -6 addr")).isBlank();
    }

    private void assertWithoutIpv6(String container) {
        assertThat(docker.cli("exec {} ip -6 addr", container)).as(container).doesNotContain("eth");
        assertThat(docker.cli("exec {} cat /etc/hosts", container)).doesNotContain("fd00");
        var template = "{{range .NetworkSettings.Networks}}{{.GlobalIPv6Address}}{{end}}";
        assertThat(docker.inspect(container, template)).isBlank();
        assertThat(docker.cli("exec {} ip -4 addr", container)).contains("eth1");
    }

    @Test
    void showsConfiguredMacBeforeTheFirstStart() {
        docker.cli("network create net");
        var mac = "02:42:ac:11:00:99";
        docker.cli("create --name app --network net --mac-address {} busybox", mac);

        var template = "{{.NetworkSettings.Networks.net.MacAddress}}";
        assertThat(docker.inspect("app", template)).isEqualTo(mac);
    }

    /** Compose 1.29 creates a container, disconnects it and connects it again. */
    @Test
    void composeServicesMacIsOnItsMainNetwork() {
        var compose = Compose.first(docker, "macaddress");
        try {
            compose.cli("up -d");
            var links = docker.cli("exec macaddress_app_1 ip link");
            assertThat(links).containsOnlyOnce("02:42:ac:11:00:99").contains("eth1");
        } finally {
            compose.cli("down -t 0");
        }
    }
}
