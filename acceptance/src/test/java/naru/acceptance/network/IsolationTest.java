package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;
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
        docker.text("network", "create", "my_bridge");
        docker.waiting("one", "--network", "my_bridge");
        docker.waiting("two", "--network", "my_bridge");

        assertThat(pings("one", docker.address("two"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"239.7.1.7", "ff15::717"})
    void whatIsSentToAGroupReachesWhoHasJoinedIt(String group) throws Exception {
        docker.text("network", "create", "--ipv6", "my_bridge");
        docker.waiting("one", "--network", "my_bridge");
        docker.waiting("two", "--network", "my_bridge");
        var script = TestFiles.path("multicast/multicast.py");

        var listener = inside("two").start("/usr/bin/python3", script, "hear", group);
        try (var heard = listener.inputReader(UTF_8)) {
            assertThat(heard.readLine()).isEqualTo("ready");
            inside("one").run("/usr/bin/python3", script, "say", group, "to all of you");
            assertThat(heard.readLine()).isEqualTo("to all of you");
        } finally {
            listener.destroy();
        }
    }

    private Shell inside(String container) {
        var sandbox = docker.inspect(container, "{{.NetworkSettings.SandboxKey}}");
        return new Shell().behind("nsenter", "--net=" + sandbox);
    }

    @Test
    void containersOfDifferentBridgesDoNot() {
        docker.text("network", "create", "left");
        docker.text("network", "create", "right");
        docker.waiting("one", "--network", "left");
        docker.waiting("two", "--network", "right");
        docker.waiting("three");

        assertThat(pings("one", docker.address("two"))).isFalse();
        assertThat(pings("one", docker.address("three"))).isFalse();
        assertThat(pings("three", docker.address("two"))).isFalse();
    }

    @Test
    void aContainerOnBothReachesBoth() {
        docker.text("network", "create", "left");
        docker.text("network", "create", "right");
        docker.waiting("one", "--network", "left");
        docker.waiting("two", "--network", "right");
        docker.waiting("both", "--network", "left");
        docker.text("network", "connect", "right", "both");

        assertThat(pings("both", "one")).isTrue();
        assertThat(pings("both", "two")).isTrue();
    }

    @Test
    void anInternalNetworkReachesNobodyOutside(Lab lab) {
        docker.text("network", "create", "--internal", "inside");
        docker.waiting("one", "--network", "inside");
        docker.waiting("two", "--network", "inside");

        assertThat(pings("one", "two")).isTrue();
        assertThat(pings("one", lab.neighbour().lanAddress())).isFalse();
        assertThat(docker.text("exec", "one", "ip", "route")).doesNotContain("default");
    }

    @Test
    void aNetworkWithoutIccKeepsItsContainersApart() {
        docker.text(
                "network", "create", "-o", "com.docker.network.bridge.enable_icc=false", "apart");
        docker.waiting("one", "--network", "apart");
        docker.waiting("two", "--network", "apart");

        assertThat(pings("one", docker.address("two"))).isFalse();
        assertThat(host.see("ping", "-c", "1", "-W", "1", docker.address("one")))
                .contains("1 received");
    }

    @Test
    void aContainerSendsAsItselfOnly() {
        docker.text("network", "create", "-o", "naru.bridge.anti_spoofing=false", "loose");
        docker.waiting("evil", "--cap-add", "NET_ADMIN");
        docker.waiting("victim");
        var gateway = "172.17.0.1";
        assertThat(pings("evil", gateway)).isTrue();

        docker.text(
                "exec",
                "evil",
                "ip",
                "addr",
                "add",
                docker.address("victim") + "/32",
                "dev",
                "eth0");
        var forged =
                docker.run(
                        "exec",
                        "evil",
                        "ping",
                        "-c1",
                        "-W1",
                        "-I",
                        docker.address("victim"),
                        gateway);
        assertThat(forged.exit()).as("with a neighbour's address").isNotZero();
        changeMac("evil", "eth0");
        assertThat(pings("evil", gateway)).as("with another MAC").isFalse();

        docker.text("network", "connect", "loose", "evil");
        changeMac("evil", "eth1");
        var way = docker.text("exec", "evil", "ip", "-4", "route", "show", "dev", "eth1");
        var loose = way.replaceFirst("(?s)^(\\d+\\.\\d+)\\..*", "$1.0.1");
        assertThat(pings("evil", loose)).as("where the network allows it, " + loose).isTrue();
    }

    private void changeMac(String container, String link) {
        docker.text("exec", container, "ip", "link", "set", link, "down");
        docker.text("exec", container, "ip", "link", "set", link, "address", "02:66:66:66:66:66");
        docker.text("exec", container, "ip", "link", "set", link, "up");
    }

    @Test
    void aRoutedNetworkIsReachedAtItsOwnAddresses(Lab lab) throws Throwable {
        docker.text(
                "network",
                "create",
                "-o",
                "com.docker.network.bridge.gateway_mode_ipv4=routed",
                "--subnet",
                "172.30.0.0/24",
                "routed");
        docker.web("web", "--network", "routed", "-p", "8080:80");
        assertThat(docker.text("ps", "--format", "{{.Ports}}")).isEqualTo("80/tcp");
        var neighbour = lab.neighbour();
        neighbour.see("ip", "route", "add", "172.30.0.0/24", "via", host.lanAddress());
        try {
            var url = "http://" + docker.address("web") + "/";
            Eventually.within(
                    Duration.ofSeconds(3), () -> assertThat(neighbour.get(url)).isEqualTo("web"));
            assertThat(
                            neighbour
                                    .shell()
                                    .run("curl", "-m1", "http://" + host.lanAddress() + ":8080/")
                                    .exit())
                    .isNotZero();
        } finally {
            neighbour.see("ip", "route", "del", "172.30.0.0/24");
        }
    }

    private boolean pings(String from, String to) {
        return docker.run("exec", from, "ping", "-c", "1", "-W", "1", to).exit() == 0;
    }
}
