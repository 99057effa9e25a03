package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.PacketSocket;
import naru.linux.route.socket.RouteSocket;
import naru.network.Networks;
import naru.network.address.MacAddress;
import naru.network.event.NetworkEvent.FramesDropped;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a container may send on a bridge, and what it may not; seen by another one beside it. */
class AntiSpoofingLiveTest {
    private static final MacAddress EVIL = MacAddress.parse("02:66:66:66:66:66");
    private static final InetAddress VICTIM = ofLiteral("172.30.0.9");
    private static final InetAddress VICTIM6 = ofLiteral("fd00:30::9");
    private static final InetAddress ALL_NODES = ofLiteral("ff02::1");
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    private final Lab lab = new Lab();
    private final Networks networks = lab.start();
    private Sandbox sender;
    private Sandbox witness;

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void keepsForgedFramesOffTheBridge() {
        open(Map.of(), EndpointSpec.of("net"));

        assertThat(arriving(forged())).isEmpty();
        assertThat(arriving(honest())).isEqualTo(honest().keySet());
    }

    @Test
    void reportsTheFirstForgedFrames() throws Exception {
        open(Map.of(), EndpointSpec.of("net"));
        try (var watch = networks.events().watch()) {
            arriving(forged());

            var event = watch.subscription().poll(Duration.ofMinutes(1));
            while (event != null && !(event.event() instanceof FramesDropped)) {
                event = watch.subscription().poll(Duration.ofMinutes(1));
            }
            assertThat(event).as("an event of dropped frames").isNotNull();
            var dropped = (FramesDropped) event.event();
            assertThat(dropped.endpoint()).isEqualTo(sender.endpoints().getFirst());
            assertThat(dropped.frames()).isPositive();
        }
    }

    @Test
    void letsThemPassWhereTheNetworkSaysSo() {
        open(Map.of("naru.bridge.anti_spoofing", "false"), EndpointSpec.of("net"));

        assertThat(arriving(forged())).isEqualTo(forged().keySet());
    }

    @Test
    void letsBothFamiliesTalk() {
        open(Map.of(), EndpointSpec.of("net"));
        var peer = witness.endpoints().getFirst();
        for (var address : List.of(peer.ipv4().address(), peer.ipv6().address())) {
            assertThat(ping(address.getHostAddress())).isTrue();
        }
        assertThat(ping("172.30.0.1")).as("the gateway").isTrue();
        assertThat(ping("fd00:30::1")).as("the gateway, IPv6").isTrue();
    }

    @Test
    void allowsAddressesThatTheEndpointNames() {
        var own = Map.of("naru.endpoint.addresses", "172.30.0.100, 10.9.0.0/24");
        open(Map.of(), endpoint(own));
        for (var address : List.of("172.30.0.100", "10.9.0.7", "172.30.0.101")) {
            lab.runIn(sender.netns(), "ip", "addr", "add", address + "/16", "dev", "eth0");
        }
        lab.runIn(witness.netns(), "ip", "route", "add", "10.9.0.0/24", "dev", "eth0");

        assertThat(pingFrom("172.30.0.100")).as("a floating address").isTrue();
        assertThat(pingFrom("10.9.0.7")).as("a network behind it").isTrue();
        assertThat(pingFrom("172.30.0.101")).as("what it did not name").isFalse();
    }

    @Test
    void refusesOptionsThatMakeNoSense() {
        assertThatThrownBy(() ->
                        open(Map.of("naru.bridge.anti_spoofing", "maybe"), endpoint(Map.of())))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("failed to parse naru.bridge.anti_spoofing value: maybe");
        networks.create(NetworkSpec.bridge("net"));
        var spec = endpoint(Map.of("naru.endpoint.addresses", "10.0.0.0/8,10.9.0.0/16"));
        assertThatThrownBy(() -> networks.check(spec))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage(
                        "invalid naru.endpoint.addresses value: 10.9.0.0/16: it overlaps with"
                                + " another one");
    }

    @Test
    void addsAndRemovesElementsOnly() {
        open(Map.of(), EndpointSpec.of("net"));
        var two = lab.run("nft", "list", "table", "bridge", "naru");
        networks.close(sender.containerId());
        var one = lab.run("nft", "list", "table", "bridge", "naru");
        networks.close(witness.containerId());

        assertThat(rules(two)).isNotEmpty().isEqualTo(rules(one));
        assertThat(two).contains(sender.endpoints().getFirst().hostEnd());
        assertThat(one).doesNotContain(sender.endpoints().getFirst().hostEnd());
        assertThat(lab.run("nft", "list", "table", "bridge", "naru")).doesNotContain("elements");
    }

    private static List<String> rules(String table) {
        return table.lines().filter(line -> line.contains(" comment \"")).toList();
    }

    /** Frames by what is wrong with them. */
    private Map<String, byte[]> forged() {
        var mac = sender.endpoints().getFirst().macAddress();
        var ip = sender.endpoints().getFirst().ipv4().address();
        var ip6 = sender.endpoints().getFirst().ipv6().address();
        var peer = witness.endpoints().getFirst().ipv4().address();
        var peer6 = witness.endpoints().getFirst().ipv6().address();
        var udp = Frames.udp(5000, 5001);
        var frames = new LinkedHashMap<String, byte[]>();
        frames.put("MAC", ethernet(EVIL, Frames.IPV4, Frames.ip(ip, peer, UDP, udp)));
        frames.put("MAC, odd protocol", ethernet(EVIL, 0x9999, udp));
        frames.put("IPv4", ethernet(mac, Frames.IPV4, Frames.ip(VICTIM, peer, UDP, udp)));
        frames.put("IPv6", ethernet(mac, Frames.IPV6, Frames.ip(VICTIM6, peer6, UDP, udp)));
        frames.put("ARP", ethernet(mac, Frames.ARP, Frames.arp(mac, VICTIM, peer)));
        frames.put("ARP, inner MAC", ethernet(mac, Frames.ARP, Frames.arp(EVIL, ip, peer)));
        var inner = Frames.tagged(Frames.ARP, Frames.arp(mac, VICTIM, peer));
        frames.put("ARP in VLAN 0", ethernet(mac, Frames.VLAN, inner));
        var twice = Frames.tagged(Frames.VLAN, inner);
        frames.put("ARP in VLAN 0, twice", ethernet(mac, Frames.VLAN, twice));
        var own = Frames.ip(ip, peer, UDP, udp);
        frames.put(
                "own IPv4 in VLAN 0", ethernet(mac, Frames.VLAN, Frames.tagged(Frames.IPV4, own)));
        frames.put("neighbour", icmp6(mac, ip6, 136, VICTIM6));
        frames.put("neighbour, source too", icmp6(mac, VICTIM6, 136, VICTIM6));
        frames.put("solicitation", icmp6(mac, VICTIM6, 135, peer6));
        frames.put("router", icmp6(mac, linkLocal(mac), 134, ip6));
        frames.put("redirect", icmp6(mac, linkLocal(mac), 137, ip6));
        var dhcp = Frames.ip(ip, peer, UDP, Frames.udp(67, 68));
        frames.put("DHCP server", ethernet(mac, Frames.IPV4, dhcp));
        var dhcp6 = Frames.ip(ip6, peer6, UDP, Frames.udp(547, 546));
        frames.put("DHCPv6 server", ethernet(mac, Frames.IPV6, dhcp6));
        return frames;
    }

    private Map<String, byte[]> honest() {
        var mac = sender.endpoints().getFirst().macAddress();
        var ip = sender.endpoints().getFirst().ipv4().address();
        var ip6 = sender.endpoints().getFirst().ipv6().address();
        var peer = witness.endpoints().getFirst().ipv4().address();
        var udp = Frames.udp(5000, 5001);
        var frames = new LinkedHashMap<String, byte[]>();
        frames.put("IPv4", ethernet(mac, Frames.IPV4, Frames.ip(ip, peer, UDP, udp)));
        frames.put("ARP", ethernet(mac, Frames.ARP, Frames.arp(mac, ip, peer)));
        var probe = Frames.arp(mac, ofLiteral("0.0.0.0"), ip);
        frames.put("ARP probe", ethernet(mac, Frames.ARP, probe));
        frames.put("neighbour", icmp6(mac, ip6, 136, ip6));
        frames.put("neighbour, link-local", icmp6(mac, linkLocal(mac), 136, linkLocal(mac)));
        frames.put("solicitation", icmp6(mac, ip6, 135, VICTIM6));
        frames.put("is it taken?", icmp6(mac, ofLiteral("::"), 135, ip6));
        frames.put("odd protocol", ethernet(mac, 0x9999, udp));
        return frames;
    }

    private static byte[] ethernet(MacAddress from, int type, byte[] payload) {
        return Frames.ethernet(from, type, payload);
    }

    private static byte[] icmp6(MacAddress mac, InetAddress from, int type, InetAddress target) {
        var message = Frames.neighbour(type, target);
        return ethernet(mac, Frames.IPV6, Frames.ip(from, ALL_NODES, ICMPV6, message));
    }

    /** RFC 4291 appendix A, by text. */
    private static InetAddress linkLocal(MacAddress mac) {
        var hex = HexFormat.of().formatHex(mac.bytes());
        int first = Integer.parseInt(hex.substring(0, 2), 16) ^ 2;
        return ofLiteral(
                "fe80::%02x%s:%sff:fe%s:%s"
                        .formatted(
                                first,
                                hex.substring(2, 4),
                                hex.substring(4, 6),
                                hex.substring(6, 8),
                                hex.substring(8)));
    }

    /** Sends each frame and says which of them the other container sees. */
    private TreeSet<String> arriving(Map<String, byte[]> frames) {
        try (var out = open(sender);
                var in = open(witness)) {
            var seen = new TreeSet<String>();
            frames.forEach((name, frame) -> {
                out.send(frame);
                if (arrives(in)) {
                    seen.add(name);
                }
            });
            return seen;
        }
    }

    private static boolean arrives(PacketSocket in) {
        long end = System.nanoTime() + 60_000_000;
        var mark = HexFormat.of().formatHex(Frames.MARK);
        while (System.nanoTime() < end) {
            var frame = in.next(Duration.ofMillis(20)).map(HexFormat.of()::formatHex).orElse("");
            if (frame.contains(mark)) {
                return true;
            }
        }
        return false;
    }

    private static PacketSocket open(Sandbox sandbox) {
        try (var netns = Netns.open(sandbox.netns())) {
            return netns.call(() -> {
                try (var routes = RouteSocket.open(Kernel.DIRECT)) {
                    return PacketSocket.open(routes.link("eth0").orElseThrow().index());
                }
            });
        }
    }

    private boolean ping(String address) {
        return lab.tryIn(sender.netns(), "ping", "-c1", "-W1", address).status() == 0;
    }

    private boolean pingFrom(String source) {
        var peer = witness.endpoints().getFirst().ipv4().address().getHostAddress();
        return lab.tryIn(sender.netns(), "ping", "-I", source, "-c1", "-W1", peer).status() == 0;
    }

    private static EndpointSpec endpoint(Map<String, String> options) {
        return new EndpointSpec(
                "net", null, null, List.of(), null, List.of(), List.of(), options, 0);
    }

    private void open(Map<String, String> options, EndpointSpec endpoint) {
        var pools =
                List.of(
                        new PoolSpec("172.30.0.0/16", null, null, Map.of()),
                        new PoolSpec("fd00:30::/64", null, null, Map.of()));
        networks.create(
                NetworkSpec.bridge("net", new IpamSpec("default", Map.of(), pools))
                        .withIpv6(true)
                        .withOptions(options));
        sender = networks.open(SandboxSpec.of("a".repeat(64), "sender", endpoint));
        witness = networks.open(SandboxSpec.of("b".repeat(64), "witness", EndpointSpec.of("net")));
        networks.awaitPassage(sender.containerId());
        networks.awaitPassage(witness.containerId());
    }
}
