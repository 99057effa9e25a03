package naru.network.firewall;

import static naru.linux.nft.Nft.TO_ALL;
import static naru.linux.nft.Nft.TO_ANOTHER;
import static naru.linux.nft.Nft.TO_SEVERAL;
import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.arpSaddrEther;
import static naru.linux.nft.Nft.arpSaddrIp;
import static naru.linux.nft.Nft.concat;
import static naru.linux.nft.Nft.drop;
import static naru.linux.nft.Nft.etherDaddr;
import static naru.linux.nft.Nft.etherSaddr;
import static naru.linux.nft.Nft.etherType;
import static naru.linux.nft.Nft.goTo;
import static naru.linux.nft.Nft.icmp6Type;
import static naru.linux.nft.Nft.iifname;
import static naru.linux.nft.Nft.ip6Saddr;
import static naru.linux.nft.Nft.ipSaddr;
import static naru.linux.nft.Nft.jump;
import static naru.linux.nft.Nft.l4proto;
import static naru.linux.nft.Nft.neighbourTarget;
import static naru.linux.nft.Nft.oifname;
import static naru.linux.nft.Nft.pkttype;
import static naru.linux.nft.Nft.protocol;
import static naru.linux.nft.Nft.rule;
import static naru.linux.nft.Nft.thSport;
import static naru.linux.nft.NftValue.address;
import static naru.linux.nft.NftValue.etherType;
import static naru.linux.nft.NftValue.ethernet;
import static naru.linux.nft.NftValue.icmp6Type;
import static naru.linux.nft.NftValue.link;
import static naru.linux.nft.NftValue.packetType;
import static naru.linux.nft.NftValue.port;
import static naru.linux.nft.NftValue.prefix;

import naru.linux.EthernetAddress;
import naru.linux.address.Family;
import naru.linux.nft.ChainHook;
import naru.linux.nft.ChainHook.Point;
import naru.linux.nft.Nft;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;
import naru.linux.nft.NftValue;
import naru.linux.nft.Statement;
import naru.network.address.MacAddress;
import naru.network.driver.BridgePortGuard;
import naru.network.driver.IsolatedBridgePort;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of {@code table bridge naru}: containers cannot spoof MAC or IP addresses, nor act as
 * router or DHCP server, and isolated ones cannot reach each other. Frames are checked on entry to
 * the bridge, before br_netfilter and before the IP stack learns from them. As in the {@link
 * Ruleset}, a port is elements of sets, and cheap comparisons come first.
 */
final class FrameRules {
    static final NftTable TABLE = NftTable.bridge("naru");

    private static final NftType NAME = NftType.INTERFACE_NAME;
    private static final NftType MAC = NftType.ETHERNET_ADDRESS;

    /**
     * All guarded bridge ports; foreign ones and those of networks without anti-spoofing are not
     * included.
     */
    static final NftSet PORTS = NftSet.of(TABLE, "ports", NAME);

    static final NftSet MACS = NftSet.of(TABLE, "macs", NAME, MAC);

    /**
     * The ports that may send from an IPv4 address, and whether to all destinations. The
     * unspecified address is that of ARP probes (RFC 5227).
     */
    static final NftSet SENDERS4 =
            NftSet.of(TABLE, "senders4", NAME, MAC, NftType.IPV4_ADDRESS).to(NftType.VERDICT);

    /**
     * The unspecified address is the source of duplicate address detection (RFC 4862 section 5.4).
     */
    static final NftSet SENDERS6 = NftSet.of(TABLE, "senders6", NAME, MAC, NftType.IPV6_ADDRESS);

    /** Networks behind a container. */
    static final NftSet ROUTED4 =
            NftSet.of(TABLE, "routed4", NAME, NftType.IPV4_ADDRESS).withIntervals();

    static final NftSet ROUTED6 =
            NftSet.of(TABLE, "routed6", NAME, NftType.IPV6_ADDRESS).withIntervals();

    /** All guarded ports with counters of spoofed frames. */
    static final NftSet REFUSED = NftSet.of(TABLE, "refused", NAME).withCounters();

    /** Isolated ports. */
    static final NftSet APART = NftSet.of(TABLE, "apart", NAME);

    /** Each isolated port with the MAC address of its bridge. */
    static final NftSet APART_FROM = NftSet.of(TABLE, "apart_from", NAME, MAC);

    /** Ports from which no frame may reach the host. */
    static final NftSet WALLED = NftSet.of(TABLE, "walled", NAME);

    private static final NftChain INGRESS =
            NftChain.base(
                    TABLE, "ingress", ChainHook.filter(Point.PREROUTING, ChainHook.BRIDGE_DSTNAT));

    private static final NftChain KEPT_APART = NftChain.regular(TABLE, "kept_apart");

    private static final NftChain REFUSE = NftChain.regular(TABLE, "refuse");

    private static final NftChain INPUT =
            NftChain.base(TABLE, "input", ChainHook.filter(Point.INPUT, ChainHook.BRIDGE_FILTER));

    private static final NftChain FORWARD =
            NftChain.base(
                    TABLE, "forward", ChainHook.filter(Point.FORWARD, ChainHook.BRIDGE_FILTER));

    private static final int ICMPV6 = 58; // IANA protocol numbers
    private static final int ROUTER_ADVERTISEMENT = 134; // RFC 4861 section 4
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int REDIRECT = 137;
    private static final int DHCP_SERVER = 67; // RFC 2131
    private static final int DHCPV6_SERVER = 547; // RFC 8415
    private static final int IPV4 = 0x0800; // ETH_P_*, linux/if_ether.h
    private static final int ARP = 0x0806;
    private static final int VLAN = 0x8100;
    private static final int IPV6 = 0x86dd;
    private static final int SERVICE_VLAN = 0x88a8;

    private FrameRules() {}

    static RuleTable table() {
        return Made.TABLE;
    }

    /** Made once, when all constants of the rules are there. */
    private static final class Made {
        static final RuleTable TABLE = make();
    }

    private static RuleTable make() {
        return new RuleTable(
                TABLE,
                List.of(
                        PORTS,
                        MACS,
                        SENDERS4,
                        SENDERS6,
                        ROUTED4,
                        ROUTED6,
                        REFUSED,
                        APART,
                        APART_FROM,
                        WALLED),
                null,
                List.of(KEPT_APART, REFUSE, INGRESS, INPUT, FORWARD),
                FrameRules::rules);
    }

    private static List<NftRule> rules(NftChain chain) {
        if (chain.equals(INGRESS)) {
            return ingress();
        }
        if (chain.equals(INPUT)) {
            return List.of(
                    rule(INPUT, iifname().in(WALLED), drop()).comment("the host is not reachable"));
        }
        if (chain.equals(REFUSE)) {
            return refuse();
        }
        return chain.equals(FORWARD) ? forward() : keptApart();
    }

    /** The first rule counts and drops; the second only drops. */
    private static List<NftRule> refuse() {
        return List.of(
                rule(REFUSE, iifname().in(REFUSED), drop()).comment("counted by port"),
                rule(REFUSE, drop()).comment("of a port that has no counter yet"));
    }

    /** Frames to the host, broadcasts and multicasts pass. */
    private static List<NftRule> keptApart() {
        return List.of(
                rule(
                                KEPT_APART,
                                pkttype().is(packetType(TO_ANOTHER)),
                                concat(iifname(), etherDaddr()).notIn(APART_FROM),
                                drop())
                        .comment("apart from other containers"));
    }

    private static List<NftRule> ingress() {
        var port = iifname();
        var mac = concat(port, etherSaddr());
        var udp = l4proto().is(NftValue.protocol(Nft.UDP));
        var icmp6 = l4proto().is(NftValue.protocol(ICMPV6));
        var rules = new ArrayList<NftRule>();
        // The kernel has removed the first tag: only the frame's own header still contains it.
        for (int tag : new int[] {VLAN, SERVICE_VLAN}) {
            rules.add(
                    say(
                            "no VLAN tags, 0x%04x".formatted(tag),
                            etherType().is(etherType(tag)),
                            port.in(PORTS),
                            goTo(REFUSE)));
        }
        rules.add(
                say(
                        "no DHCP servers",
                        udp,
                        thSport().is(port(DHCP_SERVER)),
                        port.in(PORTS),
                        goTo(REFUSE)));
        rules.add(
                say(
                        "IPv4 from its own address",
                        concat(port, etherSaddr(), ipSaddr()).vmap(SENDERS4)));
        rules.add(say("apart from other containers", port.in(APART), jump(KEPT_APART)));
        rules.add(say("ports of others", port.notIn(PORTS), accept()));
        rules.add(
                say(
                        "ARP for its own address",
                        concat(port, arpSaddrEther()).in(MACS),
                        concat(port, etherSaddr(), arpSaddrIp()).vmap(SENDERS4)));
        rules.add(
                say(
                        "no routers",
                        icmp6,
                        icmp6Type().is(icmp6Type(ROUTER_ADVERTISEMENT)),
                        goTo(REFUSE)));
        rules.add(say("no redirects", icmp6, icmp6Type().is(icmp6Type(REDIRECT)), goTo(REFUSE)));
        rules.add(say("no DHCPv6 servers", udp, thSport().is(port(DHCPV6_SERVER)), goTo(REFUSE)));
        rules.add(
                say(
                        "neighbours advertise their own address",
                        icmp6,
                        icmp6Type().is(icmp6Type(NEIGHBOUR_ADVERTISEMENT)),
                        concat(port, etherSaddr(), neighbourTarget()).notIn(SENDERS6),
                        concat(port, neighbourTarget()).notIn(ROUTED6),
                        goTo(REFUSE)));
        rules.add(
                say(
                        "IPv6 from its own address",
                        concat(port, etherSaddr(), ip6Saddr()).in(SENDERS6),
                        accept()));
        rules.add(
                say(
                        "IPv4 that it routes",
                        concat(port, ipSaddr()).in(ROUTED4),
                        mac.in(MACS),
                        accept()));
        rules.add(
                say(
                        "ARP for what it routes",
                        concat(port, arpSaddrIp()).in(ROUTED4),
                        concat(port, arpSaddrEther()).in(MACS),
                        mac.in(MACS),
                        accept()));
        rules.add(
                say(
                        "IPv6 that it routes",
                        concat(port, ip6Saddr()).in(ROUTED6),
                        mac.in(MACS),
                        accept()));
        for (int forged : new int[] {IPV4, ARP, IPV6}) {
            rules.add(
                    say(
                            "forged, 0x%04x".formatted(forged),
                            protocol().is(etherType(forged)),
                            goTo(REFUSE)));
        }
        rules.add(say("other protocols from its own MAC", mac.in(MACS), accept()));
        rules.add(say("forged", goTo(REFUSE)));
        return rules;
    }

    /**
     * Broadcasts are delivered to the host only. Frames to a single port are checked on input:
     * here, frames that br_netfilter redirects to a published port look the same.
     */
    private static List<NftRule> forward() {
        return List.of(toMany("broadcast", TO_ALL), toMany("multicast", TO_SEVERAL));
    }

    private static NftRule toMany(String name, int kind) {
        var kindOfFrame = pkttype().is(packetType(kind));
        return rule(FORWARD, kindOfFrame, iifname().in(APART), oifname().in(APART), drop())
                .comment("apart from other containers, " + name);
    }

    private static NftRule say(String comment, Statement... statements) {
        return rule(INGRESS, statements).comment(comment);
    }

    /** The element that keeps frames of a port from the host. */
    static Map<NftSet, List<NftElement>> wall(String port) {
        return Map.of(WALLED, List.of(WALLED.element(link(port))));
    }

    /**
     * The elements that isolate a port from others of its bridge, with and without br_netfilter.
     */
    static Map<NftSet, List<NftElement>> elements(IsolatedBridgePort apart) {
        var port = link(apart.port());
        var bridge = ethernet(apart.bridge());
        return Map.of(
                APART, List.of(APART.element(port)),
                APART_FROM, List.of(APART_FROM.element(port, bridge)));
    }

    /**
     * The elements that admit a container's own addresses, to all destinations or to those
     * permitted by its isolation.
     */
    static Map<NftSet, List<NftElement>> elements(BridgePortGuard guard, boolean apart) {
        var port = link(guard.port());
        var mac = ethernet(new EthernetAddress(guard.mac().value()));
        var elements = new LinkedHashMap<NftSet, List<NftElement>>();
        elements.put(PORTS, List.of(PORTS.element(port)));
        elements.put(REFUSED, List.of(REFUSED.element(port)));
        elements.put(MACS, List.of(MACS.element(port, mac)));
        var senders = new ArrayList<>(guard.addresses());
        guard.addresses().stream().map(Family::of).sorted().map(Family::any).forEach(senders::add);
        if (guard.addresses().stream().anyMatch(Family.IPV6::has)) {
            senders.add(linkLocal(guard.mac()));
        }
        for (var sender : senders.stream().distinct().toList()) {
            var set = Family.of(sender).choose(SENDERS4, SENDERS6);
            var element = set.element(port, mac, address(sender));
            elements.computeIfAbsent(set, _ -> new ArrayList<>())
                    .add(set.isMap() ? element.to(apart ? goTo(KEPT_APART) : accept()) : element);
        }
        for (var net : guard.routed()) {
            var set = net.family().choose(ROUTED4, ROUTED6);
            elements.computeIfAbsent(set, _ -> new ArrayList<>())
                    .add(set.element(port, prefix(net.address(), net.length())));
        }
        return elements;
    }

    /** The link-local address that Linux generates for a link: RFC 4291 appendix A. */
    static InetAddress linkLocal(MacAddress mac) {
        byte[] octets = mac.bytes();
        byte[] address = {
            (byte) 0xfe,
            (byte) 0x80,
            0,
            0,
            0,
            0,
            0,
            0,
            (byte) (octets[0] ^ 2),
            octets[1],
            octets[2],
            (byte) 0xff,
            (byte) 0xfe,
            octets[3],
            octets[4],
            octets[5]
        };
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 16 bytes are an IPv6 address
        }
    }
}
