package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.linux.Netns;
import naru.network.Networks;
import naru.network.address.Prefix;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.PortSelection;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who reaches what: the isolation matrix, with real connections. */
class PublishingLiveTest {
    private static final String WEB = "a".repeat(64);
    private static final String DB = "b".repeat(64);
    private static final String OTHER = "c".repeat(64);

    private final Lab lab = new Lab();
    private Networks networks;
    private Path peer; // on the LAN of the host, 192.0.2.1 and 192.0.2.2

    @BeforeEach
    void start() {
        networks = lab.start();
        peer = lab.neighbour("192.0.2.1", "192.0.2.2");
        networks.create(NetworkSpec.bridge("front"));
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void publishedPortsKeepTheClientsAddress() {
        var web = open(WEB, "web", "front", PortRequest.of(Protocol.TCP, 8080, 80));
        var db = open(DB, "db", "front");
        var other = open(OTHER, "other", "bridge");
        lab.serve(web.netns(), 80);

        assertThat(web.ports())
                .containsExactly(new PublishedPort(Protocol.TCP, 80, ofLiteral("0.0.0.0"), 8080));
        assertThat(lab.call(peer, "192.0.2.1", 8080)).as("from the LAN").isEqualTo("192.0.2.2");
        assertThat(lab.call(lab.hostFile(), "192.0.2.1", 8080))
                .as("from the host to its own address")
                .isEqualTo("192.0.2.1");
        assertThat(lab.call(lab.hostFile(), "127.0.0.1", 8080))
                .as("from the host to its loopback")
                .isEqualTo(gateway(web));
        assertThat(lab.call(other.netns(), "192.0.2.1", 8080))
                .as("from another network")
                .isEqualTo(address(other));
        assertThat(lab.call(other.netns(), gateway(other), 8080))
                .as("from another network through its gateway")
                .isEqualTo(address(other));
        assertThat(lab.call(db.netns(), "192.0.2.1", 8080))
                .as("from the same network through the host")
                .isEqualTo(gateway(web));
        assertThat(lab.call(web.netns(), "192.0.2.1", 8080))
                .as("from the container itself, bridge-nf-call-iptables as it comes")
                .isEqualTo(gateway(web));
        lab.run("sh", "-c", "echo 0 > /proc/sys/net/bridge/bridge-nf-call-iptables");
        assertThat(lab.call(web.netns(), "192.0.2.1", 8080))
                .as("from the container itself, bridge-nf-call-iptables off")
                .isEqualTo(gateway(web));
    }

    @Test
    void keepsContainersApartUnlessTheyShareANetwork() {
        var web = open(WEB, "web", "front", PortRequest.of(Protocol.TCP, 8080, 80));
        var db = open(DB, "db", "front");
        var other = open(OTHER, "other", "bridge");
        lab.serve(web.netns(), 80);
        lab.serve(web.netns(), 81);
        lab.runIn(peer, "ip", "route", "add", "172.16.0.0/12", "via", "192.0.2.1");

        assertThat(lab.call(db.netns(), address(web), 80))
                .as("same network")
                .isEqualTo(address(db));
        assertThat(lab.call(lab.hostFile(), address(web), 81)).as("host").isEqualTo(gateway(web));
        assertThat(lab.call(other.netns(), address(web), 80))
                .as("other network")
                .isEqualTo("nothing");
        assertThat(lab.call(peer, address(web), 80))
                .as("LAN, straight to a published port")
                .isEqualTo("nothing");
        assertThat(lab.call(peer, address(web), 81)).as("LAN, unpublished").isEqualTo("nothing");
        assertThat(lab.tryIn(peer, "ping", "-c1", "-W1", address(web)).status()).isNotZero();
    }

    @Test
    void leavesThroughTheHostsAddress() {
        var web = open(WEB, "web", "front");
        lab.serve(peer, 90);

        assertThat(lab.call(web.netns(), "192.0.2.2", 90)).isEqualTo("192.0.2.1");
    }

    @Test
    void keepsLoopbackPortsOnTheHost() {
        var request = new PortRequest(Protocol.TCP, 80, ofLiteral("127.0.0.1"), 8080, 8080);
        var web = open(WEB, "web", "front", request);
        var other = open(OTHER, "other", "bridge");
        lab.serve(web.netns(), 80);
        lab.runIn(peer, "ip", "route", "add", "127.0.0.2/32", "via", "192.0.2.1");
        lab.runIn(
                peer,
                "sh",
                "-c",
                "ip route del local 127.0.0.0/8 dev lo table local;"
                        + " ip route del local 127.0.0.1 dev lo table local;"
                        + " ip route add 127.0.0.1/32 via 192.0.2.1;"
                        + " echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet");

        assertThat(lab.call(lab.hostFile(), "127.0.0.1", 8080)).isEqualTo(gateway(web));
        assertThat(lab.call(lab.hostFile(), "192.0.2.1", 8080)).isEqualTo("nothing");
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("nothing");
        assertThat(lab.call(peer, "127.0.0.1", 8080))
                .as("a neighbour's trick")
                .isEqualTo("nothing");
        lab.runIn(
                other.netns(),
                "sh",
                "-c",
                "ip route del local 127.0.0.0/8 dev lo table local;"
                        + " ip route del local 127.0.0.1 dev lo table local;"
                        + " ip route add 127.0.0.1/32 via "
                        + gateway(other)
                        + ";"
                        + " echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet");
        assertThat(lab.call(other.netns(), "127.0.0.1", 8080))
                .as("a container's trick")
                .isEqualTo("nothing");

        lab.run(
                "nft",
                "add table ip another;"
                        + " add chain ip another pre { type nat hook prerouting priority dstnat; };"
                        + " add rule ip another pre ip daddr 127.0.0.1 counter;"
                        + " add rule ip another pre tcp dport 9090 dnat to "
                        + address(web)
                        + ":80");
        assertThat(lab.call(peer, "192.0.2.1", 9090)).as("another engine").isEqualTo("192.0.2.2");
        assertThat(lab.call(other.netns(), "127.0.0.1", 9090))
                .as("a container's trick, by another engine's port")
                .isEqualTo("nothing");
        assertThat(lab.run("nft", "list", "table", "ip", "another"))
                .as("a container's trick, as others see it")
                .contains("ip daddr 127.0.0.1 counter packets 0");
    }

    @Test
    void letsNothingInOrOutOfAnInternalNetwork() {
        networks.create(NetworkSpec.bridge("back").withInternal(true));
        var web = open(WEB, "web", "back", PortRequest.of(Protocol.TCP, 8080, 80));
        var db = open(DB, "db", "back");
        lab.serve(web.netns(), 80);
        lab.serve(peer, 90);
        lab.runIn(peer, "ip", "route", "add", "172.16.0.0/12", "via", "192.0.2.1");
        var gateway = networks.get("back").ipam().pools().getFirst().gateway().getHostAddress();

        assertThat(web.ports()).isEmpty();
        assertThat(lab.runIn(web.netns(), "ip", "route")).doesNotContain("default");
        assertThat(lab.call(db.netns(), address(web), 80)).isEqualTo(address(db));
        assertThat(lab.call(lab.hostFile(), address(web), 80)).isEqualTo(gateway);
        lab.runIn(db.netns(), "ip", "route", "add", "default", "via", gateway);
        assertThat(lab.call(db.netns(), "192.0.2.2", 90)).isEqualTo("nothing");
        assertThat(lab.call(peer, address(web), 80)).isEqualTo("nothing");

        networks.attach(WEB, EndpointSpec.of("front"));
        assertThat(networks.sandbox(WEB).orElseThrow().ports()).hasSize(1);
        assertThat(lab.runIn(web.netns(), "ip", "route")).contains("default via");
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("192.0.2.2");

        networks.detach(WEB, networks.get("front").id());
        assertThat(networks.sandbox(WEB).orElseThrow().ports()).isEmpty();
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("nothing");
        assertThat(lab.runIn(web.netns(), "ip", "route")).doesNotContain("default");
    }

    @Test
    void publishesByAFamilyThatComesBack() {
        networks.create(NetworkSpec.bridge("six").withIpv6(true));
        var any = new PortRequest(Protocol.TCP, 80, null, 0, 0);
        var alone = open(WEB, "web", "front", any).ports();
        assertThat(alone).hasSize(1);

        for (int i = 0; i < 2; i++) {
            var joined = networks.attach(WEB, EndpointSpec.of("six"));
            assertThat(networks.sandbox(WEB).orElseThrow().ports())
                    .containsAll(alone)
                    .extracting(port -> port.hostAddress() + " " + port.hostPort())
                    .containsExactlyInAnyOrder(
                            "/0.0.0.0 " + alone.getFirst().hostPort(),
                            "/0:0:0:0:0:0:0:0 " + alone.getFirst().hostPort());
            networks.detach(WEB, joined.networkId());
            assertThat(networks.sandbox(WEB).orElseThrow().ports()).isEqualTo(alone);
        }
    }

    @Test
    void keepsContainersApartWhenTheNetworkSaysSo() {
        networks.create(
                NetworkSpec.bridge("strict")
                        .withOptions(
                                Map.of(
                                        "com.docker.network.bridge.enable_icc", "false",
                                        "com.docker.network.bridge.name", "strict0",
                                        "com.docker.network.driver.mtu", "1400")));
        var web = open(WEB, "web", "strict", PortRequest.of(Protocol.TCP, 8080, 80));
        var db = open(DB, "db", "strict");
        lab.serve(web.netns(), 80);

        assertThat(lab.call(db.netns(), address(web), 80)).isEqualTo("nothing");
        assertThat(lab.call(db.netns(), "192.0.2.1", 8080)).isEqualTo(gateway(web));
        lab.run(
                "sh",
                "-c",
                "for f in /proc/sys/net/bridge/bridge-nf-call-ip*; do echo 0 > $f; done");
        assertThat(lab.call(db.netns(), address(web), 80))
                .as("before anybody has looked")
                .isEqualTo("nothing");
        know(web, db);
        know(db, web);
        assertThat(lab.call(db.netns(), address(web), 80))
                .as("frames straight to the other")
                .isEqualTo("nothing");
        networks.reconcile();
        assertThat(lab.call(db.netns(), address(web), 80))
                .as("without br_netfilter")
                .isEqualTo("nothing");
        assertThat(lab.call(db.netns(), "192.0.2.1", 8080))
                .as("without br_netfilter")
                .isEqualTo(gateway(web));
        assertThat(lab.run("ip", "link", "show", "strict0")).contains("mtu 1400");
        assertThat(lab.runIn(web.netns(), "ip", "link", "show", "eth0")).contains("mtu 1400");
    }

    /** Tells a container where another one is, so that it need not ask. */
    private void know(Sandbox other, Sandbox to) {
        var mac = other.endpoints().getFirst().macAddress().toString();
        lab.runIn(
                to.netns(),
                "ip",
                "neighbour",
                "replace",
                address(other),
                "lladdr",
                mac,
                "dev",
                "eth0");
    }

    @Test
    void isolatesAddressesWithOldConnections() {
        var pool = new PoolSpec("172.30.0.0/24", null, null, Map.of());
        var spec = NetworkSpec.bridge("block", new IpamSpec("default", Map.of(), List.of(pool)));
        networks.create(spec);
        assertThat(pingWithId77()).isTrue();
        networks.delete("block");

        networks.create(spec.withOptions(Map.of("com.docker.network.bridge.enable_icc", "false")));
        assertThat(pingWithId77()).as("conntrack remembers the first ping").isFalse();
    }

    /**
     * From one container to another, which both come and go; as the same conversation each time.
     */
    private boolean pingWithId77() {
        var from = networks.open(at("172.30.0.10", WEB));
        networks.open(at("172.30.0.11", DB));
        networks.awaitPassage(WEB);
        networks.awaitPassage(DB);
        var ping = lab.tryIn(from.netns(), "ping", "-e77", "-c1", "-W1", "172.30.0.11");
        networks.close(WEB);
        networks.close(DB);
        return ping.status() == 0;
    }

    private static SandboxSpec at(String address, String id) {
        return SandboxSpec.of(
                id, "c" + id.charAt(0), EndpointSpec.of("block").withIpv4(ofLiteral(address)));
    }

    @Test
    void publishesARangeAsOneElement() {
        var requests = new ArrayList<PortRequest>();
        for (int port = 9000; port < 9100; port++) {
            requests.add(PortRequest.of(Protocol.TCP, port, port));
        }
        var web = open(WEB, "web", "front", requests.toArray(PortRequest[]::new));
        lab.serve(web.netns(), 9050);

        assertThat(web.ports()).hasSize(100);
        assertThat(lab.run("nft", "list", "map", "inet", "naru", "range4"))
                .contains("tcp . 9000-9099 : " + address(web));
        assertThat(lab.call(peer, "192.0.2.1", 9050)).isEqualTo("192.0.2.2");
        networks.close(WEB);
        assertThat(lab.run("nft", "list", "map", "inet", "naru", "range4")).doesNotContain("9000");
    }

    @Test
    void publishesUdp() {
        open(WEB, "web", "front", PortRequest.of(Protocol.UDP, 5353, 53));

        assertThat(lab.run("nft", "list", "map", "inet", "naru", "published4"))
                .contains("udp . 5353 : ");
    }

    @Test
    void publishesAndUnpublishesWhileAContainerRuns() {
        var web = open(WEB, "web", "front");
        lab.serve(web.netns(), 80);
        var ruleset = rules();
        var ports =
                networks.publish(
                        WEB,
                        List.of(
                                PortRequest.of(Protocol.TCP, 8080, 80),
                                new PortRequest(Protocol.TCP, 80, null, 0, 0)));

        int any = ports.get(1).hostPort();
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("192.0.2.2");
        assertThat(lab.call(peer, "192.0.2.1", any)).isEqualTo("192.0.2.2");
        assertThat(lab.call(web.netns(), "192.0.2.1", 8080)).as("hairpin").isEqualTo(gateway(web));
        assertThat(networks.sandbox(WEB).orElseThrow().ports()).isEqualTo(ports);
        assertThatThrownBy(() -> publish(DB, "db", 8080))
                .hasMessageEndingWith("it is published by container web");
        assertThat(networks.sandbox(DB).orElseThrow().ports()).isEmpty();

        assertThat(networks.unpublish(WEB, new PortSelection(Protocol.TCP, 80, null, 8080)))
                .containsExactly(PortRequest.of(Protocol.TCP, 8080, 80));
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("nothing");
        assertThat(lab.call(peer, "192.0.2.1", any)).isEqualTo("192.0.2.2");
        var rest = new PortSelection(Protocol.TCP, 80, null, 0);
        networks.unpublish(WEB, rest);
        assertThatThrownBy(() -> networks.unpublish(WEB, rest))
                .isInstanceOf(NaruException.NotFound.class)
                .hasMessage("port 80/tcp of container web is not published");
        networks.publish(DB, List.of(PortRequest.of(Protocol.TCP, 8080, 80)));
        networks.close(DB);
        assertThat(rules()).isEqualTo(ruleset);
    }

    private void publish(String id, String name, int hostPort) {
        open(id, name, "front");
        networks.publish(id, List.of(PortRequest.of(Protocol.TCP, hostPort, 80)));
    }

    private String rules() {
        return lab.run("nft", "-s", "list", "table", "inet", "naru");
    }

    @Test
    void remembersPortsThatWerePublishedLater() {
        var web = open(WEB, "web", "front");
        lab.serve(web.netns(), 80);
        networks.publish(WEB, List.of(PortRequest.of(Protocol.TCP, 8080, 80)));
        networks = lab.start();

        assertThat(networks.sandbox(WEB).orElseThrow().ports()).hasSize(1);
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("192.0.2.2");
        networks.attach(WEB, EndpointSpec.of("bridge").withGatewayPriority(1));
        assertThat(lab.call(peer, "192.0.2.1", 8080)).as("by the other way").isEqualTo("192.0.2.2");
    }

    @Test
    void takesOverAStreamThatWasThereBefore() {
        var stream = List.of("-p", "udp", "--orig-port-dst", "5353");
        send(lab.hostFile(), 5353);
        send(peer, 5353);
        send(peer, 5354);
        assertThat(connections("-p", "udp", "--orig-port-dst", "5353")).hasSize(2);

        var web = open(WEB, "web", "front", PortRequest.of(Protocol.UDP, 5353, 53));
        Lab.await("forgotten", () -> connections(stream.toArray(String[]::new)).isEmpty());
        assertThat(connections("-p", "udp", "--orig-port-dst", "5354")).hasSize(1);
        send(peer, 5353);
        assertThat(connections("-p", "udp", "--reply-src", address(web))).hasSize(1);

        networks.close(WEB);
        Lab.await("forgotten", () -> connections("-p", "udp", "--orig-port-dst", "5353").isEmpty());
        assertThat(connections("-p", "udp", "--orig-port-dst", "5354")).hasSize(1);
    }

    /** Always from the same port, as a stream does. */
    private static void send(Path from, int port) {
        try (var netns = Netns.open(from)) {
            netns.call(() -> {
                try (var socket = new DatagramSocket(port)) {
                    var to = new InetSocketAddress("192.0.2.1", port);
                    socket.send(new DatagramPacket(new byte[1], 1, to));
                    return true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private List<String> connections(String... filter) {
        var command = new ArrayList<>(List.of("conntrack", "-L"));
        command.addAll(List.of(filter));
        return lab.run(command.toArray(String[]::new))
                .lines()
                .filter(line -> line.startsWith("udp"))
                .toList();
    }

    @Test
    void publishesOnBothFamiliesWhenTheNetworkHasBoth() {
        networks.create(NetworkSpec.bridge("six").withIpv6(true));
        lab.run("ip", "addr", "add", "2001:db8::1/64", "dev", "wan", "nodad");
        lab.runIn(peer, "ip", "addr", "add", "2001:db8::2/64", "dev", "wan0", "nodad");
        var web = open(WEB, "web", "six", PortRequest.of(Protocol.TCP, 8080, 80));
        var db = open(DB, "db", "six");
        lab.serve(web.netns(), 80);
        var address6 = web.endpoints().getFirst().ipv6().address().getHostAddress();

        assertThat(web.ports())
                .containsExactly(
                        new PublishedPort(Protocol.TCP, 80, ofLiteral("0.0.0.0"), 8080),
                        new PublishedPort(Protocol.TCP, 80, ofLiteral("::"), 8080));
        assertThat(lab.call(peer, "192.0.2.1", 8080)).isEqualTo("192.0.2.2");
        assertThat(lab.call(peer, "2001:db8::1", 8080)).isEqualTo("2001:db8:0:0:0:0:0:2");
        lab.run("sh", "-c", "echo 0 > /proc/sys/net/bridge/bridge-nf-call-ip6tables");
        networks.reconcile();
        assertThat(lab.call(lab.hostFile(), "::1", 8080))
                .as("from the host to its loopback")
                .isEqualTo(web.endpoints().getFirst().ipv6Gateway().getHostAddress());
        assertThat(lab.call(db.netns(), address6, 80))
                .isEqualTo(db.endpoints().getFirst().ipv6().address().getHostAddress());
        assertThat(lab.runIn(web.netns(), "ip", "-6", "route")).contains("default via fd");
        lab.runIn(peer, "ip", "route", "add", "fd00::/8", "via", "2001:db8::1");
        assertThat(lab.call(peer, address6, 80)).as("straight").isEqualTo("nothing");
    }

    @Test
    void namesWhoHoldsAPort() {
        open(WEB, "web", "front", PortRequest.of(Protocol.TCP, 8080, 80));

        assertThatThrownBy(() -> open(DB, "db", "front", PortRequest.of(Protocol.TCP, 8080, 80)))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessageMatching(
                        "driver failed programming external connectivity on endpoint db"
                            + " \\([0-9a-f]{64}\\): Bind for 0.0.0.0:8080 failed: port is already"
                            + " allocated: it is published by container web");
        assertThat(networks.sandbox(DB)).isEmpty();
        open(DB, "db", "front", PortRequest.of(Protocol.UDP, 8080, 80));
    }

    @Test
    void findsAPortThatTheHostItselfHolds() {
        lab.serve(lab.hostFile(), 8080);

        assertThatThrownBy(() -> open(DB, "db", "front", PortRequest.of(Protocol.TCP, 8080, 80)))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessageMatching(
                        "driver failed programming external connectivity on endpoint db"
                                + " \\([0-9a-f]{64}\\): failed to bind host port for"
                                + " 0.0.0.0:8080:172.18.0.\\d+:80/tcp: address already in use:"
                                + " java \\(process %d\\) listens there"
                                        .formatted(ProcessHandle.current().pid()));
        var somewhere = new PortRequest(Protocol.TCP, 80, ofLiteral("203.0.113.9"), 8081, 8081);
        assertThatThrownBy(() -> open(DB, "db", "front", somewhere))
                .hasMessageContaining("203.0.113.9:8081", "cannot assign requested address");
    }

    @Test
    void choosesEphemeralPortsAndFirstFreeOnesOfARange() {
        var any = new PortRequest(Protocol.TCP, 80, null, 0, 0);
        var range = new PortRequest(Protocol.TCP, 81, null, 9090, 9091);
        var web = open(WEB, "web", "front", any, range);
        var db = open(DB, "db", "front", any, range);

        assertThat(web.ports().get(0).hostPort()).isBetween(32768, 60999);
        assertThat(db.ports().get(0).hostPort()).isEqualTo(web.ports().get(0).hostPort() + 1);
        assertThat(List.of(web.ports().get(1).hostPort(), db.ports().get(1).hostPort()))
                .containsExactly(9090, 9091);
        assertThatThrownBy(() -> open(OTHER, "other", "front", range))
                .hasMessageContaining("all ports are allocated");
    }

    private Sandbox open(String id, String name, String network, PortRequest... ports) {
        var spec = SandboxSpec.of(id, name, EndpointSpec.of(network)).withPorts(List.of(ports));
        var sandbox = networks.open(spec);
        networks.awaitPassage(id);
        return sandbox;
    }

    private static String address(Sandbox sandbox) {
        Prefix ipv4 = sandbox.endpoints().getFirst().ipv4();
        return ipv4.address().getHostAddress();
    }

    private static String gateway(Sandbox sandbox) {
        return sandbox.endpoints().getFirst().ipv4Gateway().getHostAddress();
    }
}
