package naru.linux.nft.socket;

import static naru.linux.nft.ChainHook.Point.FORWARD;
import static naru.linux.nft.ChainHook.Point.OUTPUT;
import static naru.linux.nft.ChainHook.Point.POSTROUTING;
import static naru.linux.nft.ChainHook.Point.PREROUTING;
import static naru.linux.nft.Nft.*;

import static java.net.InetAddress.ofLiteral;

import naru.linux.nft.ChainHook;
import naru.linux.nft.Nft;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;
import naru.linux.nft.NftValue;

import java.util.List;

/** The firewall of a container host, built from {@link Nft}, which the tests commit. */
final class Firewall {
    static final NftTable TABLE = NftTable.inet("naru");

    static final NftSet BRIDGES = set("bridges", NftType.INTERFACE_NAME);
    static final NftSet MASQUERADED = set("masqueraded", NftType.INTERFACE_NAME);
    static final NftSet INTERNAL = set("internal", NftType.INTERFACE_NAME);
    static final NftSet SAME_BRIDGE =
            set("same_bridge", NftType.INTERFACE_NAME, NftType.INTERFACE_NAME);
    static final NftSet PUBLISHED4 =
            set("published4", NftType.INET_PROTOCOL, NftType.INET_SERVICE)
                    .withIntervals()
                    .to(NftType.IPV4_ADDRESS, NftType.INET_SERVICE)
                    .comment("any host address");
    static final NftSet PUBLISHED_AT4 =
            set("published_at4", NftType.IPV4_ADDRESS, NftType.INET_PROTOCOL, NftType.INET_SERVICE)
                    .withIntervals()
                    .to(NftType.IPV4_ADDRESS, NftType.INET_SERVICE);
    static final NftSet RANGES4 =
            set("ranges4", NftType.INET_PROTOCOL, NftType.INET_SERVICE)
                    .withIntervals()
                    .to(NftType.IPV4_ADDRESS);
    static final NftSet PUBLISHED6 =
            set("published6", NftType.INET_PROTOCOL, NftType.INET_SERVICE)
                    .withIntervals()
                    .to(NftType.IPV6_ADDRESS, NftType.INET_SERVICE);
    static final NftSet POOLS = set("pools", NftType.IPV4_ADDRESS).withIntervals();
    static final NftSet GUARDS =
            set("guards", NftType.INTERFACE_NAME).to(NftType.VERDICT).comment("by bridge");

    static final NftChain RAW =
            NftChain.base(TABLE, "raw", ChainHook.filter(PREROUTING, ChainHook.RAW));
    static final NftChain USER = NftChain.regular(TABLE, "user").comment("yours: never touched");
    static final NftChain FORWARDED =
            NftChain.base(TABLE, "forward", ChainHook.filter(FORWARD, ChainHook.FILTER));
    static final NftChain DSTNAT =
            NftChain.base(TABLE, "dstnat", ChainHook.nat(PREROUTING, ChainHook.DSTNAT));
    static final NftChain DSTNAT_OUT =
            NftChain.base(TABLE, "dstnat_out", ChainHook.nat(OUTPUT, ChainHook.DSTNAT));
    static final NftChain PUBLISHED = NftChain.regular(TABLE, "published");
    static final NftChain SRCNAT =
            NftChain.base(TABLE, "srcnat", ChainHook.nat(POSTROUTING, ChainHook.SRCNAT));

    private static final NftValue LOOPBACK = NftValue.prefix(ofLiteral("127.0.0.0"), 8);

    private Firewall() {}

    static List<NftChange> changes() {
        return List.of(
                new NftChange.AddTable(TABLE, "naru"),
                new NftChange.AddSet(BRIDGES),
                new NftChange.AddSet(MASQUERADED),
                new NftChange.AddSet(INTERNAL),
                new NftChange.AddSet(SAME_BRIDGE),
                new NftChange.AddSet(PUBLISHED4),
                new NftChange.AddSet(PUBLISHED_AT4),
                new NftChange.AddSet(RANGES4),
                new NftChange.AddSet(PUBLISHED6),
                new NftChange.AddSet(POOLS),
                new NftChange.AddSet(GUARDS),
                new NftChange.AddChain(RAW),
                new NftChange.AddChain(USER),
                new NftChange.AddChain(FORWARDED),
                new NftChange.AddChain(PUBLISHED),
                new NftChange.AddChain(DSTNAT),
                new NftChange.AddChain(DSTNAT_OUT),
                new NftChange.AddChain(SRCNAT),
                append(rule(RAW, iifname().in(BRIDGES), ipDaddr().is(LOOPBACK), drop())),
                append(rule(FORWARDED, jump(USER))),
                append(rule(FORWARDED, ctState(ESTABLISHED | RELATED), accept())),
                append(rule(FORWARDED, ctStatus(DNAT), oifname().in(BRIDGES), accept())),
                append(
                        rule(FORWARDED, concat(iifname(), oifname()).in(SAME_BRIDGE), accept())
                                .comment("containers of one network")),
                append(rule(FORWARDED, iifname().in(INTERNAL), drop())),
                append(rule(FORWARDED, iifname().vmap(GUARDS))),
                append(rule(FORWARDED, oifname().in(BRIDGES), counter(), drop())),
                append(
                        rule(
                                PUBLISHED,
                                dnat(concat(ipDaddr(), l4proto(), thDport()).map(PUBLISHED_AT4)))),
                append(rule(PUBLISHED, dnat(concat(l4proto(), thDport()).map(PUBLISHED4)))),
                append(rule(PUBLISHED, dnat(concat(l4proto(), thDport()).map(RANGES4)))),
                append(rule(PUBLISHED, dnat(concat(l4proto(), thDport()).map(PUBLISHED6)))),
                append(rule(DSTNAT, fibDaddrType(LOCAL), jump(PUBLISHED))),
                append(rule(DSTNAT_OUT, fibDaddrType(LOCAL), jump(PUBLISHED))),
                append(
                        rule(
                                SRCNAT,
                                iifname().in(MASQUERADED),
                                oifname().notIn(BRIDGES),
                                masquerade())),
                append(
                        rule(
                                SRCNAT,
                                ctStatus(DNAT),
                                concat(iifname(), oifname()).in(SAME_BRIDGE),
                                masquerade())),
                append(rule(SRCNAT, ipSaddr().is(LOOPBACK), oifname().in(BRIDGES), masquerade())));
    }

    /** One bridge with a web server behind port 8080 and a range of ports. */
    static List<NftChange> elements(String bridge, String container) {
        NftValue link = NftValue.link(bridge);
        NftValue web = NftValue.address(ofLiteral(container));
        NftValue tcp = NftValue.protocol(TCP);
        return List.of(
                add(BRIDGES, BRIDGES.element(link).comment("naru:network:1")),
                add(MASQUERADED, MASQUERADED.element(link)),
                add(SAME_BRIDGE, SAME_BRIDGE.element(link, link)),
                add(
                        PUBLISHED4,
                        PUBLISHED4
                                .element(tcp, NftValue.port(8080))
                                .to(web, NftValue.port(80))
                                .comment("naru:endpoint:1")),
                add(
                        PUBLISHED_AT4,
                        PUBLISHED_AT4
                                .element(
                                        NftValue.address(ofLiteral("127.0.0.1")),
                                        tcp,
                                        NftValue.port(9090))
                                .to(web, NftValue.port(80))),
                add(RANGES4, RANGES4.element(tcp, NftValue.ports(7000, 7010)).to(web)),
                add(
                        PUBLISHED6,
                        PUBLISHED6
                                .element(tcp, NftValue.port(8080))
                                .to(NftValue.address(ofLiteral("fd00::2")), NftValue.port(80))),
                add(POOLS, POOLS.element(NftValue.prefix(ofLiteral("10.99.0.0"), 16))),
                add(GUARDS, GUARDS.element(link).to(jump(USER))));
    }

    private static NftSet set(String name, NftType... key) {
        return NftSet.of(TABLE, name, key);
    }

    private static NftChange append(NftRule rule) {
        return new NftChange.AppendRule(rule);
    }

    private static NftChange add(NftSet set, NftElement element) {
        return new NftChange.AddElements(set, List.of(element));
    }
}
