package naru.network.firewall;

import static naru.linux.nft.Nft.DNAT;
import static naru.linux.nft.Nft.LOCAL;
import static naru.linux.nft.Nft.concat;
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
import static naru.linux.nft.Nft.l4proto;
import static naru.linux.nft.Nft.masquerade;
import static naru.linux.nft.Nft.nfproto;
import static naru.linux.nft.Nft.oifname;
import static naru.linux.nft.Nft.returns;
import static naru.linux.nft.Nft.snat;
import static naru.linux.nft.Nft.thDport;
import static naru.network.firewall.Ruleset.say;

import naru.linux.nft.ChainHook;
import naru.linux.nft.ChainHook.Point;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftValue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of {@code table inet naru} that translate addresses: published ports and the way out.
 */
final class NatRules {
    static final NftChain PREROUTING =
            NftChain.base(
                    Sets.TABLE, "prerouting", ChainHook.nat(Point.PREROUTING, ChainHook.DSTNAT));
    static final NftChain OUTPUT =
            NftChain.base(Sets.TABLE, "output", ChainHook.nat(Point.OUTPUT, ChainHook.DSTNAT));
    static final NftChain POSTROUTING =
            NftChain.base(
                    Sets.TABLE, "postrouting", ChainHook.nat(Point.POSTROUTING, ChainHook.SRCNAT));

    private static final NftValue LOOPBACK4 =
            NftValue.prefix(InetAddress.ofLiteral("127.0.0.0"), 8);
    private static final NftValue LOOPBACK6 = NftValue.address(InetAddress.ofLiteral("::1"));

    private static final NftValue LO = NftValue.link("lo");

    private NatRules() {}

    /**
     * A packet from outside is not from a container or from the host, whatever it says, and one for
     * the loopback never becomes one for a container. Only the first packet of a connection comes
     * this way.
     */
    static List<NftRule> prerouting() {
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
        rules.addAll(BalanceRules.called(PREROUTING, iifname()));
        rules.addAll(published(PREROUTING));
        return rules;
    }

    /** A packet of this host for one of its own addresses leaves by the loopback so far. */
    static List<NftRule> output() {
        var rules = new ArrayList<>(BalanceRules.called(OUTPUT, oifname()));
        rules.addAll(published(OUTPUT));
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
    static List<NftRule> postrouting() {
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
}
