package naru.network.firewall;

import static naru.linux.nft.Nft.DNAT;
import static naru.linux.nft.Nft.ESTABLISHED;
import static naru.linux.nft.Nft.LOCAL;
import static naru.linux.nft.Nft.RELATED;
import static naru.linux.nft.Nft.SYN;
import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.clampMss;
import static naru.linux.nft.Nft.concat;
import static naru.linux.nft.Nft.ctState;
import static naru.linux.nft.Nft.ctStatus;
import static naru.linux.nft.Nft.dnat;
import static naru.linux.nft.Nft.drop;
import static naru.linux.nft.Nft.fibDaddrType;
import static naru.linux.nft.Nft.fibSaddrOifname;
import static naru.linux.nft.Nft.fibSaddrType;
import static naru.linux.nft.Nft.iifname;
import static naru.linux.nft.Nft.ip6Daddr;
import static naru.linux.nft.Nft.ip6Saddr;
import static naru.linux.nft.Nft.ipDaddr;
import static naru.linux.nft.Nft.ipSaddr;
import static naru.linux.nft.Nft.ipv4;
import static naru.linux.nft.Nft.ipv6;
import static naru.linux.nft.Nft.jump;
import static naru.linux.nft.Nft.l4proto;
import static naru.linux.nft.Nft.masquerade;
import static naru.linux.nft.Nft.nfproto;
import static naru.linux.nft.Nft.oifname;
import static naru.linux.nft.Nft.returns;
import static naru.linux.nft.Nft.rule;
import static naru.linux.nft.Nft.snat;
import static naru.linux.nft.Nft.tcpFlag;
import static naru.linux.nft.Nft.thDport;

import naru.linux.nft.ChainHook;
import naru.linux.nft.ChainHook.Point;
import naru.linux.nft.Nft;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftValue;
import naru.linux.nft.Selector;
import naru.linux.nft.Statement;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of {@code table inet naru}. They never change: networks and published ports are
 * elements of the sets and maps. Each rule carries a comment that says what it is for, by which it
 * is known again; a rule that is altered here needs another comment. Foreign tables are never
 * touched, and no policy is anything but accept.
 */
final class Ruleset {
    static final NftTable TABLE = Sets.TABLE;

    /** The user's own chain: evaluated first, made once, and never looked into. */
    static final NftChain USER =
            NftChain.regular(TABLE, "user").comment("yours: evaluated first, left alone by naru");

    private static final NftChain GUARD =
            NftChain.base(TABLE, "guard", ChainHook.filter(Point.PREROUTING, ChainHook.RAW));
    private static final NftChain CLAMP =
            NftChain.base(TABLE, "clamp", ChainHook.filter(Point.FORWARD, ChainHook.MANGLE));
    private static final NftChain ENTRY = NftChain.regular(TABLE, "entry");
    private static final NftChain FROM_ISOLATED =
            NftChain.base(TABLE, "from_isolated", ChainHook.filter(Point.INPUT, ChainHook.FILTER));
    private static final NftChain TO_ISOLATED =
            NftChain.base(TABLE, "to_isolated", ChainHook.filter(Point.OUTPUT, ChainHook.FILTER));
    private static final NftChain FORWARD =
            NftChain.base(TABLE, "forward", ChainHook.filter(Point.FORWARD, ChainHook.FILTER));
    private static final NftChain PREROUTING =
            NftChain.base(TABLE, "prerouting", ChainHook.nat(Point.PREROUTING, ChainHook.DSTNAT));
    private static final NftChain OUTPUT =
            NftChain.base(TABLE, "output", ChainHook.nat(Point.OUTPUT, ChainHook.DSTNAT));
    private static final NftChain POSTROUTING =
            NftChain.base(TABLE, "postrouting", ChainHook.nat(Point.POSTROUTING, ChainHook.SRCNAT));

    private static final int ICMP = 1; // IANA protocol numbers
    private static final int ICMPV6 = 58;
    private static final NftValue LOOPBACK4 =
            NftValue.prefix(InetAddress.ofLiteral("127.0.0.0"), 8);
    private static final NftValue LOOPBACK6 = NftValue.address(InetAddress.ofLiteral("::1"));

    private static final NftValue LO = NftValue.link("lo");

    private Ruleset() {}

    static RuleTable table() {
        return new RuleTable(TABLE, Sets.all(), USER, chains(), Ruleset::rules);
    }

    /** What is kept here, without {@link #USER}. */
    private static List<NftChain> chains() {
        return List.of(
                GUARD,
                CLAMP,
                ENTRY,
                FORWARD,
                FROM_ISOLATED,
                TO_ISOLATED,
                PREROUTING,
                OUTPUT,
                POSTROUTING);
    }

    /** The rules of one of {@link #chains}, in order. */
    private static List<NftRule> rules(NftChain chain) {
        return switch (chain.name()) {
            case "guard" -> guard();
            case "clamp" -> clamp();
            case "entry" -> entry();
            case "forward" -> forward();
            case "from_isolated" -> isolated(FROM_ISOLATED, iifname());
            case "to_isolated" -> isolated(TO_ISOLATED, oifname());
            case "prerouting" -> prerouting();
            case "output" -> published(OUTPUT);
            case "postrouting" -> postrouting();
            default -> throw new IllegalArgumentException(chain.toString());
        };
    }

    /**
     * Our bridges accept 127.0.0.0/8 for the sake of published ports; containers must not use that.
     */
    private static List<NftRule> guard() {
        return List.of(
                say(
                        GUARD,
                        "containers cannot reach the host's loopback",
                        iifname().in(Sets.BRIDGES),
                        ipDaddr().is(LOOPBACK4),
                        drop()));
    }

    /** What a narrower path would drop without a word is made smaller while it can be. */
    private static List<NftRule> clamp() {
        var tcp = l4proto().is(NftValue.protocol(Nft.TCP));
        return List.of(
                say(CLAMP, "out", iifname().in(Sets.BRIDGES), tcp, tcpFlag(SYN), clampMss()),
                say(CLAMP, "in", oifname().in(Sets.BRIDGES), tcp, tcpFlag(SYN), clampMss()));
    }

    /**
     * Containers that are kept apart come before the answers: a connection that conntrack remembers
     * of an address' former owner must not let its new one through.
     */
    private static List<NftRule> forward() {
        var pair = concat(iifname(), oifname());
        return List.of(
                say(FORWARD, "the user's own rules first", jump(USER)),
                say(FORWARD, "within a bridge", pair.in(Sets.ICC), accept()),
                say(
                        FORWARD,
                        "nothing leaves an internal network",
                        iifname().in(Sets.INTERNAL),
                        drop()),
                say(
                        FORWARD,
                        "nothing enters an internal network",
                        oifname().in(Sets.INTERNAL),
                        drop()),
                say(
                        FORWARD,
                        "published ports",
                        oifname().in(Sets.BRIDGES),
                        ctStatus(DNAT),
                        accept()),
                say(FORWARD, "containers kept apart", pair.in(Sets.APART), drop()),
                say(FORWARD, "answers", ctState(ESTABLISHED | RELATED), accept()),
                say(FORWARD, "who else enters a bridge", oifname().in(Sets.BRIDGES), jump(ENTRY)));
    }

    /** New connections to the addresses of containers. */
    private static List<NftRule> entry() {
        var rules = new ArrayList<NftRule>();
        var bridge = concat(oifname(), nfproto());
        rules.add(say(ENTRY, "nat-unprotected", bridge.in(Sets.UNPROTECTED), accept()));
        var open4 = concat(ipDaddr(), l4proto(), thDport());
        var open6 = concat(ip6Daddr(), l4proto(), thDport());
        var trusted = concat(iifname(), oifname());
        for (var set : List.of(Sets.OPEN4, Sets.OPEN4_RANGE, Sets.OPEN6, Sets.OPEN6_RANGE)) {
            var open = (set.name().startsWith("open4") ? open4 : open6).in(set);
            rules.add(say(ENTRY, "routed, " + set.name(), bridge.in(Sets.ROUTED), open, accept()));
            rules.add(
                    say(ENTRY, "trusted, " + set.name(), trusted.in(Sets.TRUSTED), open, accept()));
        }
        for (int protocol : new int[] {ICMP, ICMPV6}) {
            var icmp = l4proto().is(NftValue.protocol(protocol));
            var comment = "routed, ICMP" + (protocol == ICMP ? "" : "v6");
            rules.add(say(ENTRY, comment, bridge.in(Sets.ROUTED), icmp, accept()));
        }
        rules.add(say(ENTRY, "nobody else", drop()));
        return rules;
    }

    /** The host keeps out of isolated networks, whatever addresses they find on it. */
    private static List<NftRule> isolated(NftChain chain, Selector link) {
        return List.of(
                say(
                        chain,
                        "the host keeps out of isolated networks",
                        concat(link, nfproto()).in(Sets.ISOLATED),
                        drop()));
    }

    /**
     * A packet from outside is not from a container or from the host, whatever it says, and one for
     * the loopback never becomes one for a container. Only the first packet of a connection comes
     * this way.
     */
    private static List<NftRule> prerouting() {
        var rules = new ArrayList<NftRule>();
        rules.add(
                say(
                        PREROUTING,
                        "nobody outside has a container's address",
                        iifname().notIn(Sets.BRIDGES),
                        fibSaddrOifname().in(Sets.BRIDGES),
                        drop()));
        rules.add(
                say(
                        PREROUTING,
                        "nobody outside has the host's address",
                        iifname().isNot(LO),
                        fibSaddrType(LOCAL),
                        drop()));
        rules.add(
                say(
                        PREROUTING,
                        "loopback ports are for the host only",
                        ipDaddr().is(LOOPBACK4),
                        returns()));
        rules.add(
                say(
                        PREROUTING,
                        "loopback ports are for the host only, IPv6",
                        ip6Daddr().is(LOOPBACK6),
                        returns()));
        rules.addAll(published(PREROUTING));
        return rules;
    }

    private static List<NftRule> published(NftChain chain) {
        var local = fibDaddrType(LOCAL);
        var port = concat(l4proto(), thDport());
        var at4 = concat(ipDaddr(), l4proto(), thDport());
        var at6 = concat(ip6Daddr(), l4proto(), thDport());
        return List.of(
                say(chain, "one address", dnat(at4.map(Sets.PUBLISHED4.at()))),
                say(chain, "one address, ranges", dnat(at4.map(Sets.PUBLISHED4.atRange()))),
                say(chain, "any address", local, dnat(port.map(Sets.PUBLISHED4.any()))),
                say(
                        chain,
                        "any address, ranges",
                        local,
                        dnat(port.map(Sets.PUBLISHED4.anyRange()))),
                say(chain, "one address, IPv6", dnat(at6.map(Sets.PUBLISHED6.at()))),
                say(chain, "one address, ranges, IPv6", dnat(at6.map(Sets.PUBLISHED6.atRange()))),
                say(chain, "any address, IPv6", local, dnat(port.map(Sets.PUBLISHED6.any()))),
                say(
                        chain,
                        "any address, ranges, IPv6",
                        local,
                        dnat(port.map(Sets.PUBLISHED6.anyRange()))));
    }

    /**
     * The second and third rule ask for the source, not for the link that the packet came in by:
     * bridge-nf-call-iptables turns such packets back within the bridge, and then there is none.
     */
    private static List<NftRule> postrouting() {
        return List.of(
                say(
                        POSTROUTING,
                        "containers leave with the host's address",
                        concat(iifname(), nfproto()).in(Sets.MASQUERADE),
                        oifname().notIn(Sets.BRIDGES),
                        masquerade()),
                say(
                        POSTROUTING,
                        "containers leave with the address that was named",
                        ipv4(),
                        oifname().notIn(Sets.BRIDGES),
                        snat(iifname().map(Sets.SOURCE4))),
                say(
                        POSTROUTING,
                        "containers leave with the address that was named, IPv6",
                        ipv6(),
                        oifname().notIn(Sets.BRIDGES),
                        snat(iifname().map(Sets.SOURCE6))),
                say(
                        POSTROUTING,
                        "a published port of the caller's own network",
                        concat(oifname(), ipSaddr()).in(Sets.HAIRPIN4),
                        ctStatus(DNAT),
                        masquerade()),
                say(
                        POSTROUTING,
                        "a published port of the caller's own network, IPv6",
                        concat(oifname(), ip6Saddr()).in(Sets.HAIRPIN6),
                        ctStatus(DNAT),
                        masquerade()),
                say(
                        POSTROUTING,
                        "a published port through the host's loopback",
                        oifname().in(Sets.BRIDGES),
                        ipSaddr().is(LOOPBACK4),
                        masquerade()),
                say(
                        POSTROUTING,
                        "a published port through the host's loopback, IPv6",
                        oifname().in(Sets.BRIDGES),
                        ip6Saddr().is(LOOPBACK6),
                        masquerade()));
    }

    private static NftRule say(NftChain chain, String comment, Statement... statements) {
        return rule(chain, statements).comment(comment);
    }
}
