package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.TestFiles;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

/** Who reaches whom. */
@InLab
class IsolationTest {
    private final LabHost host;
    private final Docker docker;

    IsolationTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @Test
    void containersOfOneBridgeReachEachOther() {
        docker.cli("network create my_bridge");
        docker.waiting("one", "--network my_bridge");
        docker.waiting("two", "--network my_bridge");

        assertThat(pings("one", docker.address("two"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"239.7.1.7", "ff15::717"})
    void multicastReachesMembersOfTheGroup(String group) throws Exception {
        docker.cli("network create --ipv6 my_bridge");
        docker.waiting("one", "--network my_bridge");
        docker.waiting("two", "--network my_bridge");
        var script = TestFiles.path("multicast/multicast.py");

        var listener = host.inside("two").start("/usr/bin/python3 {} hear {}", script, group);
        try (var heard = listener.inputReader(UTF_8)) {
            assertThat(heard.readLine()).isEqualTo("ready");
            host.inside("one").run("/usr/bin/python3 {} say {} 'to all of you'", script, group);
            assertThat(heard.readLine()).isEqualTo("to all of you");
        } finally {
            listener.destroy();
        }
    }

    @Test
    void containersOfDifferentBridgesDoNot() {
        docker.cli("network create left");
        docker.cli("network create right");
        docker.waiting("one", "--network left");
        docker.waiting("two", "--network right");
        docker.waiting("three");

        assertThat(pings("one", docker.address("two"))).isFalse();
        assertThat(pings("one", docker.address("three"))).isFalse();
        assertThat(pings("three", docker.address("two"))).isFalse();
    }

    @Test
    void containersOnBothNetworksReachBoth() {
        docker.cli("network create left");
        docker.cli("network create right");
        docker.waiting("one", "--network left");
        docker.waiting("two", "--network right");
        docker.waiting("both", "--network left");
        docker.cli("network connect right both");

        assertThat(pings("both", "one")).isTrue();
        assertThat(pings("both", "two")).isTrue();
    }

    @Test
    void internalNetworksReachNothingOutside(Lab lab) {
        docker.cli("network create --internal inside");
        docker.waiting("one", "--network inside");
        docker.waiting("two", "--network inside");

        assertThat(pings("one", "two")).isTrue();
        assertThat(pings("one", lab.neighbour().lanAddress())).isFalse();
        assertThat(docker.cli("exec one ip route")).doesNotContain("default");
    }

    @Test
    void networksWithoutIccIsolateContainers() {
        docker.cli("network create -o com.docker.network.bridge.enable_icc=false apart");
        docker.waiting("one", "--network apart");
        docker.waiting("two", "--network apart");

        assertThat(pings("one", docker.address("two"))).isFalse();
        assertThat(host.see("ping -c 1 -W 1 {}", docker.address("one"))).contains("1 received");
    }

    @Test
    void containersCannotSpoofAddresses() {
        docker.cli("network create -o naru.bridge.anti_spoofing=false loose");
        docker.waiting("evil", "--cap-add NET_ADMIN");
        docker.waiting("victim");
        var gateway = "172.17.0.1";
        assertThat(pings("evil", gateway)).isTrue();

        docker.cli("exec evil ip addr add {}/32 dev eth0", docker.address("victim"));
        var forged =
                docker.run("exec evil ping -c1 -W1 -I {} {}", docker.address("victim"), gateway);
        assertThat(forged.exit()).as("with a neighbour's address").isNotZero();
        changeMac("evil", "eth0");
        assertThat(pings("evil", gateway)).as("with another MAC").isFalse();

        docker.cli("network connect loose evil");
        changeMac("evil", "eth1");
        var way = docker.cli("exec evil ip -4 route show dev eth1");
        var loose = way.replaceFirst("(?s)^(\\d+\\.\\d+)\\..*", "$1.0.1");
        assertThat(pings("evil", loose)).as("where the network allows it, " + loose).isTrue();
    }

    private void changeMac(String container, String link) {
        docker.cli("exec {} ip link set {} down", container, link);
        docker.cli("exec {} ip link set {} address 02:66:66:66:66:66", container, link);
        docker.cli("exec {} ip link set {} up", container, link);
    }

    @Test
    void routedNetworksAreReachedDirectly(Lab lab) throws Throwable {
        docker.cli(
                "network create -o com.docker.network.bridge.gateway_mode_ipv4=routed --subnet"
                        + " 172.30.0.0/24 routed");
        docker.web("web", "--network routed -p 8080:80");
        assertThat(docker.cli("ps --format {{.Ports}}")).isEqualTo("80/tcp");
        var neighbour = lab.neighbour();
        neighbour.see("ip route add 172.30.0.0/24 via {}", host.lanAddress());
        try {
            var url = "http://" + docker.address("web") + "/";
            Eventually.within(
                    Duration.ofSeconds(3), () -> assertThat(neighbour.get(url)).isEqualTo("web"));
            assertThat(neighbour.shell().run("curl -m1 http://{}:8080/", host.lanAddress()).exit())
                    .isNotZero();
        } finally {
            neighbour.see("ip route del 172.30.0.0/24");
        }
    }

    private boolean pings(String from, String to) {
        return docker.run("exec {} ping -c 1 -W 1 {}", from, to).exit() == 0;
    }
}
