package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;
import naru.network.settings.FirewallSettings;
import naru.network.settings.PacketMark;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Who reaches a container with port 80 published and port 81 not, from the LAN and from another
 * network, by each gateway mode. 192.0.2.1 and 2001:db8::1 are the host, .2 and ::2 the neighbour.
 */
class GatewayModesLiveTest {
    private static final String MODE = "com.docker.network.bridge.gateway_mode_ipv";
    private static final String WEB4 = "172.30.0.2";
    private static final String WEB6 = "fd00:30::2";

    private final Lab lab = new Lab();
    private Networks networks;
    private Path peer;
    private Sandbox web;
    private Sandbox other;

    @BeforeEach
    void start() {
        networks = lab.start();
        peer = lab.neighbour("192.0.2.1", "192.0.2.2");
        lab.run("ip", "addr", "add", "2001:db8::1/64", "dev", "wan", "nodad");
        lab.runIn(peer, "ip", "addr", "add", "2001:db8::2/64", "dev", "wan0", "nodad");
        lab.runIn(peer, "ip", "route", "add", "172.16.0.0/12", "via", "192.0.2.1");
        lab.runIn(peer, "ip", "route", "add", "fd00::/8", "via", "2001:db8::1");
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void natLeadsByTheHostOnly() {
        open(Map.of());

        assertThat(straight(peer)).isEmpty();
        assertThat(straight(other.netns())).isEmpty();
        assertThat(byTheHost(peer)).containsExactly("192.0.2.2", "2001:db8:0:0:0:0:0:2");
    }

    @Test
    void unprotectedLetsEverybodyInStraight() {
        open(Map.of(MODE + "4", "nat-unprotected", MODE + "6", "nat-unprotected"));

        assertThat(straight(peer))
                .containsExactly("80", "80 IPv6", "81", "81 IPv6", "ping", "ping6");
        assertThat(straight(other.netns())).hasSize(6);
        assertThat(byTheHost(peer)).containsExactly("192.0.2.2", "2001:db8:0:0:0:0:0:2");
        assertThat(wayOut()).isEqualTo("192.0.2.1");
    }

    @Test
    void routedLetsThemInToPublishedPorts() {
        open(Map.of(MODE + "4", "routed", MODE + "6", "routed"));

        assertThat(web.ports())
                .containsExactly(
                        new PublishedPort(Protocol.TCP, 80, ofLiteral("0.0.0.0"), 0),
                        new PublishedPort(Protocol.TCP, 80, ofLiteral("::"), 0));
        assertThat(straight(peer)).containsExactly("80", "80 IPv6", "ping", "ping6");
        assertThat(straight(other.netns())).hasSize(4);
        assertThat(byTheHost(peer)).containsExactly("nothing", "nothing");
        lab.runIn(peer, "ip", "route", "replace", "172.30.0.0/16", "via", "192.0.2.1");
        assertThat(wayOut()).as("its own address").isEqualTo(WEB4);
        networks.close(web.containerId());
        assertThat(lab.run("nft", "list", "set", "inet", "naru", "open4")).doesNotContain(WEB4);
    }

    @Test
    void eachFamilyFollowsItsOwnMode() {
        open(Map.of(MODE + "6", "routed"));

        assertThat(web.ports())
                .containsExactly(
                        new PublishedPort(Protocol.TCP, 80, ofLiteral("0.0.0.0"), 8080),
                        new PublishedPort(Protocol.TCP, 80, ofLiteral("::"), 0));
        assertThat(straight(peer)).containsExactly("80 IPv6", "ping6");
        assertThat(byTheHost(peer)).containsExactly("192.0.2.2", "nothing");
    }

    @Test
    void trustedLinksLeadStraightToPublishedPorts() {
        open(Map.of("com.docker.network.bridge.trusted_host_interfaces", "wan:vpn7"));

        assertThat(straight(peer)).containsExactly("80", "80 IPv6");
        assertThat(straight(other.netns())).isEmpty();
        assertThat(byTheHost(peer)).containsExactly("192.0.2.2", "2001:db8:0:0:0:0:0:2");
    }

    @Test
    void directAccessToPublishedPortsWhereAllowed() {
        networks = lab.start(new FirewallSettings(true, null));
        open(Map.of());

        assertThat(straight(peer)).containsExactly("80", "80 IPv6");
        assertThat(straight(other.netns())).containsExactly("80", "80 IPv6");
        assertThat(byTheHost(peer)).containsExactly("192.0.2.2", "2001:db8:0:0:0:0:0:2");
        networks = lab.start();
        assertThat(lab.run("nft", "list", "set", "inet", "naru", "routed"))
                .as("as a start without it finds")
                .doesNotContain("net0");
    }

    @Test
    void packetsWithTheAcceptedMarkPass() {
        networks = lab.start(new FirewallSettings(false, new PacketMark(2, 3)));
        open(Map.of());
        assertThat(straight(peer)).isEmpty();
        lab.run(
                "nft",
                "add table inet mine; add chain inet mine pre { type filter hook prerouting"
                        + " priority mangle; }; add rule inet mine pre iifname wan tcp dport 81"
                        + " meta mark set 6; add rule inet mine pre iifname wan tcp dport 80"
                        + " meta mark set 7");

        assertThat(straight(peer))
                .as("marked 6, as far as 3 reaches")
                .containsExactly("81", "81 IPv6");
        assertThat(lab.run("nft", "list", "chain", "inet", "naru", "forward"))
                .contains("meta mark & 0x00000003 == 0x00000002 accept");
    }

    @Test
    void isolatedKeepsTheHostOut() {
        var options = Map.of(MODE + "4", "isolated", MODE + "6", "isolated");
        var pools = List.of(pool("172.30.0.2/31"), pool("fd00:30::/64"));
        networks.create(spec("net", pools).withInternal(true).withOptions(named(options)));
        web = open("a", "net");
        var db = open("b", "net");
        lab.serve(web.netns(), 80);

        assertThat(lab.run("ip", "addr", "show", "net0")).doesNotContain("inet");
        assertThat(web.endpoints().getFirst().ipv4()).hasToString("172.30.0.2/31");
        assertThat(lab.call(db.netns(), WEB4, 80)).isEqualTo("172.30.0.3");
        lab.run("ip", "route", "add", "172.30.0.2/31", "dev", "net0");
        assertThat(lab.call(lab.hostFile(), WEB4, 80))
                .as("a route does not help")
                .isEqualTo("nothing");
        lab.serve(lab.hostFile(), 90);
        lab.runIn(web.netns(), "ip", "route", "add", "192.0.2.1/32", "dev", "eth0");
        assertThat(lab.call(web.netns(), "192.0.2.1", 90))
                .as("nor does one back")
                .isEqualTo("nothing");
        assertThatThrownBy(() -> networks.create(NetworkSpec.bridge("x").withOptions(options)))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessage("gateway mode 'isolated' can only be used for an internal network");
    }

    @Test
    void leavesByTheAddressThatWasNamed() {
        lab.run("ip", "addr", "add", "192.0.2.7/24", "dev", "wan");
        open(Map.of("com.docker.network.host_ipv4", "192.0.2.7"));

        assertThat(wayOut()).isEqualTo("192.0.2.7");
        networks.close(web.containerId());
        networks.delete("net");
        assertThat(lab.run("nft", "list", "map", "inet", "naru", "source4")).doesNotContain("192.");
    }

    @Test
    void leavesTheBridgeWithoutAnAddressWhenToldSo() {
        open(Map.of("com.docker.network.bridge.inhibit_ipv4", "true"));

        assertThat(lab.run("ip", "-4", "addr", "show", "net0")).isEmpty();
        assertThat(lab.runIn(web.netns(), "ip", "route")).contains("default via 172.30.0.1");
    }

    @Test
    void usesABridgeThatIsThereAndLeavesIt() {
        lab.run("ip", "link", "add", "net0", "type", "bridge");
        lab.run("ip", "link", "set", "net0", "address", "02:00:00:00:00:77");
        lab.run("ip", "addr", "add", "10.9.0.1/24", "dev", "net0");
        open(Map.of());
        lab.serve(lab.hostFile(), 90);

        assertThat(lab.call(web.netns(), "172.30.0.1", 90)).isEqualTo(WEB4);
        networks.close(web.containerId());
        networks.delete("net");
        assertThat(lab.run("ip", "link", "show", "net0")).contains("02:00:00:00:00:77");
        assertThat(lab.run("ip", "-br", "addr", "show", "net0", "scope", "global"))
                .contains(" 10.9.0.1/24 ")
                .doesNotContain("172.30", "fd00:30");
        assertThat(lab.run("ip", "-6", "route", "show", "table", "local", "dev", "net0"))
                .doesNotContain("local ::1");
        assertThat(lab.run("cat", "/proc/sys/net/ipv4/conf/net0/route_localnet")).isEqualTo("0\n");
    }

    @Test
    void removesItsAdditionsToAnExistingBridge() throws IOException {
        lab.run("ip", "link", "add", "net0", "type", "bridge");
        lab.run("ip", "addr", "add", "10.9.0.1/24", "dev", "net0");
        open(Map.of());
        lab.kill();
        try (var files = Files.list(lab.directory.resolve("journal"))) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        lab.start();

        assertThat(lab.run("ip", "-br", "addr", "show", "net0", "scope", "global"))
                .contains(" 10.9.0.1/24 ")
                .doesNotContain("172.30", "fd00:30");
    }

    @Test
    void followsANarrowWayOut() throws Exception {
        lab.run("ip", "link", "set", "wan", "mtu", "1400");
        lab.run("ip", "route", "add", "default", "via", "192.0.2.2");
        Thread.sleep(200); // the way out is looked at ten times a second at most
        open(Map.of());
        assertThat(lab.run("ip", "link", "show", "net0")).contains("mtu 1400");
        assertThat(lab.runIn(web.netns(), "ip", "link", "show", "eth0")).contains("mtu 1400");
    }

    @Test
    void clampsSegmentsToTheWay() {
        open(Map.of());
        lab.run("ip", "link", "set", "wan", "mtu", "1300");
        lab.serve(peer, 90);
        lab.runIn(
                peer,
                "nft",
                "add table ip see; add chain ip see in { type filter hook input"
                        + " priority 0; }; add rule ip see in tcp option maxseg size 1260 counter");
        assertThat(lab.call(web.netns(), "192.0.2.2", 90)).isEqualTo("192.0.2.1");
        assertThat(lab.runIn(peer, "nft", "list", "table", "ip", "see")).contains("packets 1 ");
    }

    @Test
    void refusesWordsThatAreNone() {
        assertThatThrownBy(() -> open(Map.of(MODE + "4", "nut")))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage("unknown gateway mode nut");
    }

    /** What of the container {@code from} reaches at its own addresses, tried side by side. */
    private List<String> straight(Path from) {
        var tries = new LinkedHashMap<String, Callable<Boolean>>();
        for (int port : new int[] {80, 81}) {
            tries.put("" + port, () -> !lab.call(from, WEB4, port).equals("nothing"));
            tries.put(port + " IPv6", () -> !lab.call(from, WEB6, port).equals("nothing"));
        }
        tries.put("ping", () -> lab.tryIn(from, "ping", "-c1", "-W1", WEB4).status() == 0);
        tries.put("ping6", () -> lab.tryIn(from, "ping", "-c1", "-W1", WEB6).status() == 0);
        try (var threads = Executors.newCachedThreadPool()) {
            var answers = new LinkedHashMap<String, Future<Boolean>>();
            tries.forEach((name, attempt) -> answers.put(name, threads.submit(attempt)));
            return answers.entrySet().stream()
                    .filter(answer -> answered(answer.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    private static boolean answered(Future<Boolean> attempt) {
        try {
            return attempt.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Whom the container sees when {@code from} calls the published port of the host. */
    private List<String> byTheHost(Path from) {
        return List.of(lab.call(from, "192.0.2.1", 8080), lab.call(from, "2001:db8::1", 8080));
    }

    /** Whom the neighbour sees when the container calls. */
    private String wayOut() {
        lab.serve(peer, 90);
        return lab.call(web.netns(), "192.0.2.2", 90);
    }

    private void open(Map<String, String> options) {
        var pools = List.of(pool("172.30.0.0/16"), pool("fd00:30::/64"));
        networks.create(spec("net", pools).withOptions(named(options)));
        networks.create(spec("other", List.of(pool("172.31.0.0/16"), pool("fd00:31::/64"))));
        web = open("a", "net", PortRequest.of(Protocol.TCP, 8080, 80));
        other = open("b", "other");
        lab.serve(web.netns(), 80);
        lab.serve(web.netns(), 81);
    }

    private static Map<String, String> named(Map<String, String> options) {
        var all = new HashMap<>(options);
        all.put("com.docker.network.bridge.name", "net0");
        return all;
    }

    private static NetworkSpec spec(String name, List<PoolSpec> pools) {
        return NetworkSpec.bridge(name, new IpamSpec("default", Map.of(), pools)).withIpv6(true);
    }

    private static PoolSpec pool(String subnet) {
        return new PoolSpec(subnet, null, null, Map.of());
    }

    private Sandbox open(String letter, String network, PortRequest... ports) {
        var spec =
                SandboxSpec.of(letter.repeat(64), letter, EndpointSpec.of(network))
                        .withPorts(List.of(ports));
        var sandbox = networks.open(spec);
        networks.awaitPassage(sandbox.containerId());
        return sandbox;
    }
}
