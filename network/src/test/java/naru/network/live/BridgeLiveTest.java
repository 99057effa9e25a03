package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class BridgeLiveTest {
    static final String WEB = "a".repeat(64);
    static final String DB = "b".repeat(64);

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void makesTheNetworksThatEveryHostHas() {
        var networks = lab.start();

        assertThat(networks.list())
                .extracting("name")
                .containsExactlyInAnyOrder("bridge", "host", "none");
        var bridge = networks.get("bridge");
        assertThat(bridge.ipam().pools().getFirst().subnet()).hasToString("172.17.0.0/16");
        assertThat(lab.run("ip", "addr", "show", "docker0"))
                .contains("inet 172.17.0.1/16 brd 172.17.255.255", "mtu 1500", "NO-CARRIER");
        assertThat(lab.run("nft", "list", "ruleset"))
                .contains("table inet naru", "\"docker0\"", "chain user");
    }

    @Test
    void showsWhatTheNotesShow() {
        var networks = lab.start();
        var pool = new PoolSpec("172.30.0.0/16", null, "172.30.0.1", Map.of());
        var network =
                networks.create(
                        NetworkSpec.bridge(
                                "br_xx", new IpamSpec("default", Map.of(), List.of(pool))));
        var web =
                networks.open(
                        SandboxSpec.of(
                                WEB,
                                "web-bridge-1",
                                EndpointSpec.of("br_xx").withIpv4(ofLiteral("172.30.0.10"))));
        var db = networks.open(SandboxSpec.of(DB, "web-bridge-2", EndpointSpec.of("br_xx")));
        var bridge = "br-" + network.id().shortId();
        networks.awaitPassage(WEB);
        networks.awaitPassage(DB);

        assertThat(lab.run("ip", "route"))
                .contains(
                        "172.30.0.0/16 dev " + bridge + " proto kernel scope link src 172.30.0.1");
        assertThat(lab.run("bridge", "link"))
                .contains(
                        web.endpoints().getFirst().hostEnd(),
                        db.endpoints().getFirst().hostEnd(),
                        "master " + bridge);
        assertThat(lab.runIn(web.netns(), "ip", "addr", "show", "eth0"))
                .contains(
                        "inet 172.30.0.10/16 brd 172.30.255.255",
                        "link/ether " + web.endpoints().getFirst().macAddress())
                .doesNotContain("inet6");
        assertThat(lab.runIn(web.netns(), "ip", "addr", "show", "lo"))
                .contains("inet 127.0.0.1/8", "inet6 ::1/128");
        assertThat(lab.runIn(web.netns(), "ip", "route"))
                .contains("default via 172.30.0.1 dev eth0");
        assertThat(lab.runIn(web.netns(), "ping", "-c1", "-W1", "172.30.0.2"))
                .contains(" 0% packet loss");
        assertThat(lab.run("ping", "-c1", "-W1", "172.30.0.10")).contains(" 0% packet loss");
        assertThat(lab.run("bridge", "fdb", "show", "br", bridge))
                .contains(web.endpoints().getFirst().macAddress().toString());
    }

    @Test
    void leavesNothingBehind() {
        var networks = lab.start();
        var before = lab.inventory();
        networks.create(NetworkSpec.bridge("front"));
        networks.open(SandboxSpec.of(WEB, "web", EndpointSpec.of("front")));
        networks.attach(WEB, EndpointSpec.of("bridge"));
        networks.detach(WEB, networks.get("bridge").id());
        networks.close(WEB);
        networks.delete("front");

        lab.awaitInventory(before);
    }
}
