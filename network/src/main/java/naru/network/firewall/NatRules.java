package naru.network.firewall;

import static naru.linux.nft.Nft.DNAT;
import static naru.linux.nft.Nft.LOCAL;
import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.cameIn;
import static naru.linux.nft.Nft.concat;
import static naru.linux.nft.Nft.ctStatus;
import static naru.linux.nft.Nft.dnat;
import static naru.linux.nft.Nft.drop;
import static naru.linux.nft.Nft.fibDaddrType;
import static naru.linux.nft.Nft.fibSaddrOifname;
import static naru.linux.nft.Nft.fibSaddrType;
import static naru.linux.nft.Nft.goTo;
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
import static naru.linux.nft.Nft.snat;
import static naru.linux.nft.Nft.thDport;
import static naru.network.firewall.Chains.say;

import naru.linux.address.Family;
import naru.linux.nft.ChainHook;
import naru.linux.nft.ChainHook.Point;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftValue;
import naru.linux.nft.Selector;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of {@code table inet naru} that translate addresses: published ports and masquerading.
 */
final class NatRules {
    /**
     * Precedes translations of other tables, which must not redirect a container's packets to the
     * loopback.
     */
    static final NftChain GUARD =
            NftChain.base(
                    Sets.TABLE, "guard", ChainHook.nat(Point.PREROUTING, ChainHook.DSTNAT - 1));

    static final NftChain PREROUTING =
            NftChain.base(
                    Sets.TABLE, "prerouting", ChainHook.nat(Point.PREROUTING, ChainHook.DSTNAT));
    static final NftChain OUTPUT =
            NftChain.base(Sets.TABLE, "output", ChainHook.nat(Point.OUTPUT, ChainHook.DSTNAT));
    static final NftChain POSTROUTING =
            NftChain.base(
                    Sets.TABLE, "postrouting", ChainHook.nat(Point.POSTROUTING, ChainHook.SRCNAT));

    static final NftChain PUBLISHED = NftChain.regular(Sets.TABLE, "published");
    static final NftChain ENTERING = NftChain.regular(Sets.TABLE, "entering");

    static final NftValue LOOPBACK4 = NftValue.prefix(InetAddress.ofLiteral("127.0.0.0"), 8);
    private static final NftValue LOOPBACK6 = NftValue.address(Family.IPV6.loopback());

    private static final NftValue LO = NftValue.link("lo");

    private NatRules() {}

    /** Naru's bridges accept 127.0.0.0/8 for published ports; containers must not use that. */
    static List<NftRule> guard() {
        return List.of(
                say(
                        GUARD,
                        "containers cannot reach the host's loopback",
                        ipDaddr().is(LOOPBACK4),
                        iifname().in(Sets.BRIDGES),
                        drop()));
    }

    /**
     * Packets from outside with a source address of a container or of the host are spoofed, and
     * packets to the loopback are never redirected to a container. Only the first packet of a
     * connection passes these rules.
     */
    static List<NftRule> prerouting() {
        var rules = new ArrayList<NftRule>();
        rules.add(
                say(
                        PREROUTING,
                        "spoofed address of a container",
                        iifname().notIn(Sets.BRIDGES),
                        fibSaddrOifname().in(Sets.BRIDGES),
                        drop()));
        rules.add(
                say(
                        PREROUTING,
                        "spoofed address of the host",
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
        rules.addAll(translated(PREROUTING, iifname()));
        return rules;
    }

    /** Packets of this host to its own addresses still have the loopback as output link. */
    static List<NftRule> output() {
        var rules = new ArrayList<NftRule>();
        rules.add(RelayRules.notTranslated(OUTPUT));
        rules.addAll(translated(OUTPUT, oifname()));
        return rules;
    }

    /**
     * The target of a connection. Maps of single ports come before those of ranges, which cost
     * more; no port is in two of them.
     */
    private static List<NftRule> translated(NftChain chain, Selector link) {
        var at4 = concat(ipDaddr(), l4proto(), thDport());
        var at6 = concat(ip6Daddr(), l4proto(), thDport());
        var rules = new ArrayList<>(BalanceRules.called(chain, link));
        rules.add(say(chain, "any address", fibDaddrType(LOCAL), jump(PUBLISHED)));
        rules.add(say(chain, "one address", dnat(at4.map(Sets.PUBLISHED4.at()))));
        rules.add(say(chain, "one address, IPv6", dnat(at6.map(Sets.PUBLISHED6.at()))));
        rules.add(say(chain, "one address, ranges", dnat(at4.map(Sets.PUBLISHED4.atRange()))));
        rules.add(
                say(chain, "one address, ranges, IPv6", dnat(at6.map(Sets.PUBLISHED6.atRange()))));
        return rules;
    }

    /** For all addresses of this host. */
    static List<NftRule> published() {
        var port = concat(l4proto(), thDport());
        return List.of(
                say(PUBLISHED, "ports", ipv4(), dnat(port.map(Sets.PUBLISHED4.any()))),
                say(PUBLISHED, "ranges", ipv4(), dnat(port.map(Sets.PUBLISHED4.anyRange()))),
                say(PUBLISHED, "ports, IPv6", ipv6(), dnat(port.map(Sets.PUBLISHED6.any()))),
                say(PUBLISHED, "ranges, IPv6", ipv6(), dnat(port.map(Sets.PUBLISHED6.anyRange()))));
    }

    static List<NftRule> postrouting() {
        return List.of(
                say(
                        POSTROUTING,
                        "connections that enter a bridge",
                        oifname().in(Sets.BRIDGES),
                        goTo(ENTERING)),
                say(
                        POSTROUTING,
                        "containers leave with the host's address",
                        concat(iifname(), nfproto()).in(Sets.MASQUERADE),
                        masquerade()),
                say(
                        POSTROUTING,
                        "containers leave with the address that was named",
                        ipv4(),
                        snat(iifname().map(Sets.SOURCE4))),
                say(
                        POSTROUTING,
                        "containers leave with the address that was named, IPv6",
                        ipv6(),
                        snat(iifname().map(Sets.SOURCE6))));
    }

    /**
     * Connections from outside keep their source and skip the other rules. The second rule is for
     * published ports of other networks, whose packets are accepted before the check of their
     * source. The next two match the source address instead of the input link: with
     * bridge-nf-call-iptables such packets are redirected within the bridge and have no input link,
     * like those sent by this host.
     */
    static List<NftRule> entering() {
        return List.of(
                say(ENTERING, "from elsewhere", cameIn(), iifname().notIn(Sets.BRIDGES), accept()),
                say(
                        ENTERING,
                        "nothing leaves an internal network",
                        ctStatus(DNAT),
                        iifname().in(Sets.INTERNAL),
                        oifname().in(Sets.EXTERNAL),
                        drop()),
                say(
                        ENTERING,
                        "a published port of the caller's own network",
                        ctStatus(DNAT),
                        concat(oifname(), ipSaddr()).in(Sets.HAIRPIN4),
                        masquerade()),
                say(
                        ENTERING,
                        "a published port of the caller's own network, IPv6",
                        ctStatus(DNAT),
                        concat(oifname(), ip6Saddr()).in(Sets.HAIRPIN6),
                        masquerade()),
                say(
                        ENTERING,
                        "a published port through the host's loopback",
                        ipSaddr().is(LOOPBACK4),
                        masquerade()),
                say(
                        ENTERING,
                        "a published port through the host's loopback, IPv6",
                        ip6Saddr().is(LOOPBACK6),
                        masquerade()));
    }
}
