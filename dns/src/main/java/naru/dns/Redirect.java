package naru.dns;

import static naru.linux.nft.Nft.TCP;
import static naru.linux.nft.Nft.UDP;
import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.ipDaddr;
import static naru.linux.nft.Nft.ipSaddr;
import static naru.linux.nft.Nft.l4proto;
import static naru.linux.nft.Nft.oifname;
import static naru.linux.nft.Nft.rule;
import static naru.linux.nft.Nft.setDport;
import static naru.linux.nft.Nft.setSport;
import static naru.linux.nft.Nft.thDport;
import static naru.linux.nft.Nft.thSport;

import naru.linux.nft.ChainHook;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftValue;

import java.net.Inet4Address;
import java.util.List;

/**
 * The rules inside a sandbox that redirect 127.0.0.11:53 to the ports of its name server, and make
 * replies come from port 53. They rewrite ports packet by packet, without connection tracking,
 * which would slow down all traffic of the sandbox: docs/decisions/007-dns-redirect.md.
 */
final class Redirect {
    /** The address in every sandbox's resolv.conf. */
    static final Inet4Address ADDRESS = Inet4Address.ofLiteral("127.0.0.11");

    private static final NftTable TABLE = NftTable.ip("naru_dns");
    private static final NftChain OUTPUT =
            NftChain.base(
                    TABLE, "output", ChainHook.filter(ChainHook.Point.OUTPUT, ChainHook.MANGLE));

    private static final NftValue SERVER = NftValue.address(ADDRESS);
    private static final NftValue DOMAIN = NftValue.port(53);

    private Redirect() {}

    /** One transaction that installs the redirect and removes an earlier one. */
    static List<NftChange> to(int udpPort, int tcpPort) {
        return List.of(
                new NftChange.AddTable(TABLE, "naru: names at 127.0.0.11"),
                new NftChange.AddChain(OUTPUT),
                new NftChange.FlushChain(TABLE, OUTPUT.name()),
                new NftChange.AppendRule(
                        rule(OUTPUT, oifname().isNot(NftValue.link("lo")), accept())),
                question(UDP, udpPort),
                reply(UDP, udpPort),
                question(TCP, tcpPort),
                reply(TCP, tcpPort));
    }

    private static NftChange question(int protocol, int port) {
        return new NftChange.AppendRule(
                rule(
                        OUTPUT,
                        ipDaddr().is(SERVER),
                        l4proto().is(NftValue.protocol(protocol)),
                        thDport().is(DOMAIN),
                        setDport(protocol, port),
                        accept()));
    }

    private static NftChange reply(int protocol, int port) {
        return new NftChange.AppendRule(
                rule(
                        OUTPUT,
                        ipSaddr().is(SERVER),
                        l4proto().is(NftValue.protocol(protocol)),
                        thSport().is(NftValue.port(port)),
                        setSport(protocol, 53),
                        accept()));
    }
}
