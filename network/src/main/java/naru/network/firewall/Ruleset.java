package naru.network.firewall;

import static naru.linux.nft.Nft.DNAT;
import static naru.linux.nft.Nft.ESTABLISHED;
import static naru.linux.nft.Nft.LOCAL;
import static naru.linux.nft.Nft.RELATED;
import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.concat;
import static naru.linux.nft.Nft.ctState;
import static naru.linux.nft.Nft.ctStatus;
import static naru.linux.nft.Nft.dnat;
import static naru.linux.nft.Nft.drop;
import static naru.linux.nft.Nft.fibDaddrType;
import static naru.linux.nft.Nft.iifname;
import static naru.linux.nft.Nft.ip6Daddr;
import static naru.linux.nft.Nft.ip6Saddr;
import static naru.linux.nft.Nft.ipDaddr;
import static naru.linux.nft.Nft.ipSaddr;
import static naru.linux.nft.Nft.jump;
import static naru.linux.nft.Nft.l4proto;
import static naru.linux.nft.Nft.masquerade;
import static naru.linux.nft.Nft.oifname;
import static naru.linux.nft.Nft.returns;
import static naru.linux.nft.Nft.rule;
import static naru.linux.nft.Nft.thDport;

import naru.linux.nft.ChainHook;
import naru.linux.nft.ChainHook.Point;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;
import naru.linux.nft.NftValue;
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
    static final NftTable TABLE = NftTable.inet("naru");

    private static final NftType NAME = NftType.INTERFACE_NAME;
    private static final NftType PROTOCOL = NftType.INET_PROTOCOL;
    private static final NftType PORT = NftType.INET_SERVICE;
    private static final NftType IPV4 = NftType.IPV4_ADDRESS;
    private static final NftType IPV6 = NftType.IPV6_ADDRESS;

    /** Every bridge of ours. */
    static final NftSet BRIDGES = NftSet.of(TABLE, "bridges", NAME);

    /** Bridges whose containers leave with the host's address. */
    static final NftSet MASQUERADE = NftSet.of(TABLE, "masqueraded", NAME);

    /** Bridges that nothing enters or leaves. */
    static final NftSet INTERNAL = NftSet.of(TABLE, "internal", NAME);

    /** Each bridge with its own subnet: who calls a published port of the network that it is in. */
    static final NftSet HAIRPIN4 = NftSet.of(TABLE, "hairpin4", NAME, IPV4).withIntervals();

    static final NftSet HAIRPIN6 = NftSet.of(TABLE, "hairpin6", NAME, IPV6).withIntervals();

    /** Each bridge with itself whose containers reach each other. */
    static final NftSet ICC = NftSet.of(TABLE, "icc", NAME, NAME);

    /** Each bridge with itself whose containers are kept apart. */
    static final NftSet APART = NftSet.of(TABLE, "apart", NAME, NAME);

    static final Published PUBLISHED4 = Published.of("4", IPV4);
    static final Published PUBLISHED6 = Published.of("6", IPV6);

    /**
     * The maps of one family from host port to container.
     *
     * @param any for ports of every host address
     * @param at for ports of one host address
     * @param anyRange several ports at once that keep their number
     * @param atRange the same for one host address
     */
    record Published(NftSet any, NftSet at, NftSet anyRange, NftSet atRange) {
        static Published of(String family, NftType address) {
            return new Published(
                    NftSet.of(TABLE, "published" + family, PROTOCOL, PORT).to(address, PORT),
                    NftSet.of(TABLE, "published" + family + "_at", address, PROTOCOL, PORT)
                            .to(address, PORT),
                    NftSet.of(TABLE, "range" + family, PROTOCOL, PORT).to(address).withIntervals(),
                    NftSet.of(TABLE, "range" + family + "_at", address, PROTOCOL, PORT)
                            .to(address)
                            .withIntervals());
        }

        List<NftSet> maps() {
            return List.of(any, at, anyRange, atRange);
        }
    }

    /** The user's own chain: evaluated first, made once, and never looked into. */
    static final NftChain USER =
            NftChain.regular(TABLE, "user").comment("yours: evaluated first, left alone by naru");

    private static final NftChain GUARD =
            NftChain.base(TABLE, "guard", ChainHook.filter(Point.PREROUTING, ChainHook.RAW));
    private static final NftChain FORWARD =
            NftChain.base(TABLE, "forward", ChainHook.filter(Point.FORWARD, ChainHook.FILTER));
    private static final NftChain PREROUTING =
            NftChain.base(TABLE, "prerouting", ChainHook.nat(Point.PREROUTING, ChainHook.DSTNAT));
    private static final NftChain OUTPUT =
            NftChain.base(TABLE, "output", ChainHook.nat(Point.OUTPUT, ChainHook.DSTNAT));
    private static final NftChain POSTROUTING =
            NftChain.base(TABLE, "postrouting", ChainHook.nat(Point.POSTROUTING, ChainHook.SRCNAT));

    private static final NftValue LOOPBACK4 =
            NftValue.prefix(InetAddress.ofLiteral("127.0.0.0"), 8);
    private static final NftValue LOOPBACK6 = NftValue.address(InetAddress.ofLiteral("::1"));

    private Ruleset() {}

    static RuleTable table() {
        return new RuleTable(TABLE, sets(), USER, chains(), Ruleset::rules);
    }

    private static List<NftSet> sets() {
        var sets =
                new ArrayList<>(
                        List.of(BRIDGES, MASQUERADE, INTERNAL, ICC, APART, HAIRPIN4, HAIRPIN6));
        sets.addAll(PUBLISHED4.maps());
        sets.addAll(PUBLISHED6.maps());
        return sets;
    }

    /** Base chains of ours, without {@link #USER}. */
    private static List<NftChain> chains() {
        return List.of(GUARD, FORWARD, PREROUTING, OUTPUT, POSTROUTING);
    }

    /** The rules of one of {@link #chains}, in order. */
    private static List<NftRule> rules(NftChain chain) {
        return switch (chain.name()) {
            case "guard" -> guard();
            case "forward" -> forward();
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
                        iifname().in(BRIDGES),
                        ipDaddr().is(LOOPBACK4),
                        drop()));
    }

    /**
     * Containers that are kept apart come before the answers: a connection that conntrack remembers
     * of an address' former owner must not let its new one through.
     */
    private static List<NftRule> forward() {
        var pair = concat(iifname(), oifname());
        return List.of(
                say(FORWARD, "the user's own rules first", jump(USER)),
                say(FORWARD, "within a bridge", pair.in(ICC), accept()),
                say(FORWARD, "nothing leaves an internal network", iifname().in(INTERNAL), drop()),
                say(FORWARD, "nothing enters an internal network", oifname().in(INTERNAL), drop()),
                say(FORWARD, "published ports", oifname().in(BRIDGES), ctStatus(DNAT), accept()),
                say(FORWARD, "containers kept apart", pair.in(APART), drop()),
                say(FORWARD, "answers", ctState(ESTABLISHED | RELATED), accept()),
                say(FORWARD, "nothing else enters a bridge", oifname().in(BRIDGES), drop()));
    }

    /** A packet from outside for the loopback never becomes one for a container. */
    private static List<NftRule> prerouting() {
        var rules = new ArrayList<NftRule>();
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
                say(chain, "one address", dnat(at4.map(PUBLISHED4.at()))),
                say(chain, "one address, ranges", dnat(at4.map(PUBLISHED4.atRange()))),
                say(chain, "any address", local, dnat(port.map(PUBLISHED4.any()))),
                say(chain, "any address, ranges", local, dnat(port.map(PUBLISHED4.anyRange()))),
                say(chain, "one address, IPv6", dnat(at6.map(PUBLISHED6.at()))),
                say(chain, "one address, ranges, IPv6", dnat(at6.map(PUBLISHED6.atRange()))),
                say(chain, "any address, IPv6", local, dnat(port.map(PUBLISHED6.any()))),
                say(
                        chain,
                        "any address, ranges, IPv6",
                        local,
                        dnat(port.map(PUBLISHED6.anyRange()))));
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
                        iifname().in(MASQUERADE),
                        oifname().notIn(BRIDGES),
                        masquerade()),
                say(
                        POSTROUTING,
                        "a published port of the caller's own network",
                        concat(oifname(), ipSaddr()).in(HAIRPIN4),
                        ctStatus(DNAT),
                        masquerade()),
                say(
                        POSTROUTING,
                        "a published port of the caller's own network, IPv6",
                        concat(oifname(), ip6Saddr()).in(HAIRPIN6),
                        ctStatus(DNAT),
                        masquerade()),
                say(
                        POSTROUTING,
                        "a published port through the host's loopback",
                        oifname().in(BRIDGES),
                        ipSaddr().is(LOOPBACK4),
                        masquerade()));
    }

    private static NftRule say(NftChain chain, String comment, Statement... statements) {
        return rule(chain, statements).comment(comment);
    }
}
