package naru.cli.doctor;

import static naru.linux.nft.Nft.ESTABLISHED;
import static naru.linux.nft.Nft.LOCAL;
import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.concat;
import static naru.linux.nft.Nft.ctState;
import static naru.linux.nft.Nft.dnat;
import static naru.linux.nft.Nft.fibDaddrType;
import static naru.linux.nft.Nft.l4proto;
import static naru.linux.nft.Nft.masquerade;
import static naru.linux.nft.Nft.rule;
import static naru.linux.nft.Nft.thDport;

import naru.linux.Kernel;
import naru.linux.error.LinuxException;
import naru.linux.nft.ChainHook;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;
import naru.linux.nft.socket.NftSocket;

import java.util.ArrayList;
import java.util.List;

/** Features of nf_tables, tested step by step in a separate namespace. */
final class FirewallChecks {
    private static final NftTable TABLE = NftTable.inet("naru_probe");
    private static final NftTable FRAMES = NftTable.bridge("naru_probe");
    private static final NftChain INGRESS =
            NftChain.base(
                    FRAMES,
                    "ingress",
                    ChainHook.filter(ChainHook.Point.PREROUTING, ChainHook.BRIDGE_DSTNAT));
    private static final NftChain FILTER =
            NftChain.base(
                    TABLE, "filter", ChainHook.filter(ChainHook.Point.FORWARD, ChainHook.FILTER));
    private static final NftChain DSTNAT =
            NftChain.base(
                    TABLE, "dstnat", ChainHook.nat(ChainHook.Point.PREROUTING, ChainHook.DSTNAT));
    private static final NftChain SRCNAT =
            NftChain.base(
                    TABLE, "srcnat", ChainHook.nat(ChainHook.Point.POSTROUTING, ChainHook.SRCNAT));
    private static final NftSet PUBLISHED =
            NftSet.of(TABLE, "published", NftType.INET_PROTOCOL, NftType.INET_SERVICE)
                    .to(NftType.IPV4_ADDRESS, NftType.INET_SERVICE)
                    .withIntervals();

    private FirewallChecks() {}

    static List<Finding> inside(Scratch scratch) {
        var findings = new ArrayList<Finding>();
        try (var nft = scratch.netns().call(() -> NftSocket.open(Kernel.DIRECT))) {
            var checks = new FirewallChecks.Steps(nft, findings);
            checks.step(
                    "nftables inet",
                    "CONFIG_NF_TABLES_INET",
                    "one table for IPv4 and IPv6",
                    new NftChange.AddTable(TABLE),
                    new NftChange.AddChain(FILTER));
            checks.step(
                    "nftables nat",
                    "CONFIG_NFT_NAT, CONFIG_NFT_MASQ",
                    "published ports, outgoing connections of containers",
                    new NftChange.AddChain(DSTNAT),
                    new NftChange.AddChain(SRCNAT),
                    new NftChange.AppendRule(rule(SRCNAT, masquerade())));
            checks.step(
                    "nftables maps",
                    "CONFIG_NF_TABLES 5.6 or newer",
                    "a published port is an element of a map, a range of ports one interval",
                    new NftChange.AddSet(PUBLISHED),
                    new NftChange.AppendRule(
                            rule(DSTNAT, dnat(concat(l4proto(), thDport()).map(PUBLISHED)))));
            checks.step(
                    "nftables fib",
                    "CONFIG_NFT_FIB_INET",
                    "published ports on every address of the host",
                    new NftChange.AppendRule(rule(DSTNAT, fibDaddrType(LOCAL), accept())));
            checks.step(
                    "nftables bridge",
                    "CONFIG_NF_TABLES_BRIDGE",
                    "anti-spoofing",
                    new NftChange.AddTable(FRAMES),
                    new NftChange.AddChain(INGRESS));
            checks.step(
                    "conntrack",
                    "CONFIG_NF_CONNTRACK, CONFIG_NFT_CT",
                    "replies are translated back",
                    new NftChange.AppendRule(rule(FILTER, ctState(ESTABLISHED), accept())));
        }
        return findings;
    }

    private record Steps(NftSocket nft, List<Finding> findings) {
        void step(String name, String option, String use, NftChange... changes) {
            try {
                nft.commit(changes);
                findings.add(Finding.ok(name, use));
            } catch (LinuxException refused) {
                findings.add(
                        Finding.missing(
                                name,
                                "without it: no " + use + " (" + refused.getMessage() + ")",
                                "a kernel with " + option));
            }
        }
    }
}
