package naru.linux.nft.socket;

import static naru.linux.nft.ChainHook.Point.OUTPUT;
import static naru.linux.nft.Nft.TCP;
import static naru.linux.nft.Nft.UDP;
import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.arpSaddrEther;
import static naru.linux.nft.Nft.concat;
import static naru.linux.nft.Nft.dnat;
import static naru.linux.nft.Nft.etherSaddr;
import static naru.linux.nft.Nft.iifname;
import static naru.linux.nft.Nft.ip6Saddr;
import static naru.linux.nft.Nft.ipDaddr;
import static naru.linux.nft.Nft.ipSaddr;
import static naru.linux.nft.Nft.ipv4;
import static naru.linux.nft.Nft.jump;
import static naru.linux.nft.Nft.l4proto;
import static naru.linux.nft.Nft.log;
import static naru.linux.nft.Nft.mark;
import static naru.linux.nft.Nft.notrack;
import static naru.linux.nft.Nft.redirect;
import static naru.linux.nft.Nft.reject;
import static naru.linux.nft.Nft.rule;
import static naru.linux.nft.Nft.setDport;
import static naru.linux.nft.Nft.setMark;
import static naru.linux.nft.Nft.thDport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.net.InetAddress.ofLiteral;

import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.Scratch;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.nft.ChainHook;
import naru.linux.nft.ListedRule;
import naru.linux.nft.Nft;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftChange;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftType;
import naru.linux.nft.NftValue;
import naru.linux.nft.Nftables;
import naru.linux.nft.Statement;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An nf_tables socket, verified with nft 1.0.6. */
class NftSocketLiveTest {
    private Scratch scratch;
    private Netns host;
    private NftSocket nft;

    @BeforeEach
    void open() {
        scratch = Scratch.create();
        host = scratch.netns("host");
        nft = host.call(() -> NftSocket.open(Kernel.DIRECT));
    }

    @AfterEach
    void close() {
        if (scratch != null) {
            nft.close();
            scratch.close();
        }
    }

    @Test
    void nftListsFirewallAsWritten() {
        commitFirewall();

        assertThat(listed("ruleset")).isEqualTo(golden());
    }

    @Test
    void writesSameExpressionsAsNft() throws IOException {
        commitFirewall();
        // nft 1.0.6 parses a map from ports only after a match of the protocol, which is not needed
        // here.
        nft.commit(new NftChange.FlushChain(Firewall.TABLE, "published"));
        for (NftSet map : List.of(Firewall.PUBLISHED4, Firewall.RANGES4, Firewall.PUBLISHED6)) {
            var mapped = concat(l4proto(), thDport()).map(map);
            var tcp = l4proto().is(NftValue.protocol(TCP));
            nft.commit(append(Firewall.PUBLISHED, tcp, dnat(mapped)));
        }
        String text =
                golden().replaceFirst("\t\tdnat ip to ip daddr[^\n]*\n", "")
                        .replace("\t\tdnat ", "\t\tmeta l4proto tcp dnat ");
        scratch.netns("peer");
        Path file = scratch.path("firewall.nft");
        Files.writeString(file, text);
        scratch.run("peer", "nft", "-f", file.toString());

        assertThat(expressions("host")).isEqualTo(expressions("peer")).hasSizeGreaterThan(50);
    }

    @Test
    void listsOwnRules() {
        commitFirewall();

        assertThat(nft.tables()).containsExactly(Firewall.TABLE);
        assertThat(nft.chains(Firewall.TABLE))
                .containsExactly(
                        Firewall.RAW,
                        Firewall.USER,
                        Firewall.FORWARDED,
                        Firewall.PUBLISHED,
                        Firewall.DSTNAT,
                        Firewall.DSTNAT_OUT,
                        Firewall.SRCNAT);
        var sets = new ArrayList<NftSet>();
        for (NftChange change : Firewall.changes()) {
            if (change instanceof NftChange.AddSet(NftSet set)) {
                sets.add(set);
            }
        }
        assertThat(nft.sets(Firewall.TABLE)).isEqualTo(sets).isNotEmpty();
        for (NftChange change : Firewall.elements("br-a", "10.99.0.2")) {
            var added = (NftChange.AddElements) change;
            assertThat(nft.elements(added.set())).isEqualTo(added.elements());
        }
        assertThat(nft.rules(Firewall.TABLE))
                .hasSize(17)
                .anyMatch(r -> "containers of one network".equals(r.comment()))
                .anyMatch(r -> r.expressions().equals(List.of("meta", "payload", "lookup", "nat")));
    }

    @Test
    void listsObjectsOfOneTableOnly() {
        commitFirewall();
        NftTable other = NftTable.inet("other");
        nft.commit(
                new NftChange.AddTable(other),
                new NftChange.AddChain(NftChain.regular(other, "lonely")));
        assertThat(nft.chains(other)).containsExactly(NftChain.regular(other, "lonely"));
        assertThat(nft.sets(other)).isEmpty();
        assertThat(nft.rules(other)).isEmpty();
    }

    @Test
    void rejectsSecondOwnerOfPublishedPort() {
        commitFirewall();
        NftSet map = Firewall.PUBLISHED4;
        NftElement same = port(map, 8080, 8080, "10.99.0.3");
        NftElement beginsInside = port(map, 8080, 8100, "10.99.0.3");
        NftElement endsInside = port(map, 8000, 8080, "10.99.0.3");
        for (NftElement element : List.of(same, beginsInside, endsInside)) {
            var refusal =
                    catchThrowableOfType(LinuxException.class, () -> nft.commit(add(map, element)));
            assertThat(Nftables.isClash(refusal)).as("%s", refusal).isTrue();
            assertThat(refusal)
                    .hasMessageStartingWith("NFT_MSG_NEWSETELEM inet naru published4 [tcp . 80");
        }
        nft.commit(add(map, port(map, 8081, 8090, "10.99.0.3")));
        assertThat(nft.elements(map)).hasSize(2);
    }

    @Test
    void kernelAcceptsEnclosingRange() {
        commitFirewall(); // see AddElements; if this fails, the kernel has started to reject it
        nft.commit(add(Firewall.PUBLISHED4, port(Firewall.PUBLISHED4, 8000, 8100, "10.99.0.3")));
    }

    @Test
    void deletesElementsAndReportsMissingOne() {
        commitFirewall();
        NftElement published = nft.elements(Firewall.PUBLISHED4).getFirst();
        var delete = new NftChange.DeleteElements(Firewall.PUBLISHED4, List.of(published));
        nft.commit(delete);
        assertThat(nft.elements(Firewall.PUBLISHED4)).isEmpty();
        assertThatThrownBy(() -> nft.commit(delete))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
        NftElement pool = nft.elements(Firewall.POOLS).getFirst();
        nft.commit(new NftChange.DeleteElements(Firewall.POOLS, List.of(pool)));
        assertThat(nft.elements(Firewall.POOLS)).isEmpty();
    }

    @Test
    void appliesAllChangesOrNone() {
        commitFirewall();
        long before = nft.generation();
        var jumpNowhere = rule(Firewall.USER, jump(NftChain.regular(Firewall.TABLE, "nowhere")));
        var refusal =
                catchThrowableOfType(
                        LinuxException.class,
                        () ->
                                nft.commit(
                                        new NftChange.FlushChain(Firewall.TABLE, "forward"),
                                        new NftChange.AppendRule(jumpNowhere),
                                        new NftChange.DeleteTable(NftTable.ip("missing"))));
        assertThat(refusal)
                .hasMessage("NFT_MSG_NEWRULE inet naru user: ENOENT (No such file or directory)");
        assertThat(refusal.getSuppressed()).hasSize(1);
        assertThat(nft.generation()).isEqualTo(before);
        assertThat(listed("ruleset")).isEqualTo(golden());
    }

    @Test
    void storesThousandsOfElements() {
        commitFirewall();
        var elements = new ArrayList<NftElement>();
        for (int i = 0; i < 5000; i++) {
            elements.add(port(Firewall.PUBLISHED4, 10_000 + 2 * i, 10_000 + 2 * i, "10.99.0.3"));
        }
        nft.commit(new NftChange.AddElements(Firewall.PUBLISHED4, elements));
        assertThat(nft.elements(Firewall.PUBLISHED4)).hasSize(5001).containsAll(elements);
        nft.commit(new NftChange.FlushSet(Firewall.PUBLISHED4));
        assertThat(nft.elements(Firewall.PUBLISHED4)).isEmpty();
    }

    @Test
    void keepsAdjacentIntervalsSeparate() {
        commitFirewall();
        var touching =
                List.of(
                        Firewall.POOLS.element(NftValue.prefix(ofLiteral("0.0.0.0"), 8)),
                        Firewall.POOLS.element(NftValue.prefix(ofLiteral("10.98.0.0"), 16)),
                        Firewall.POOLS.element(NftValue.prefix(ofLiteral("10.99.0.0"), 16)),
                        Firewall.POOLS.element(NftValue.prefix(ofLiteral("255.0.0.0"), 8)));
        nft.commit(new NftChange.FlushSet(Firewall.POOLS));
        nft.commit(new NftChange.AddElements(Firewall.POOLS, touching));
        assertThat(nft.elements(Firewall.POOLS)).isEqualTo(touching);
        nft.commit(new NftChange.DeleteElements(Firewall.POOLS, touching));
        assertThat(nft.elements(Firewall.POOLS)).isEmpty();
    }

    @Test
    void deletesRuleByHandleAndInsertsInFront() {
        commitFirewall();
        ListedRule jump = nft.rules(Firewall.TABLE).get(1);
        nft.commit(
                new NftChange.DeleteRule(Firewall.TABLE, jump.chain(), jump.handle()),
                new NftChange.InsertRule(rule(Firewall.FORWARDED, accept())));
        assertThat(scratch.run("host", "nft", "list", "chain", "inet", "naru", "forward"))
                .contains("policy accept;\n\t\taccept\n\t\tct state");
    }

    @Test
    void writesRemainingStatements() {
        NftTable table = NftTable.ip("other");
        NftChain chain = NftChain.base(table, "out", ChainHook.nat(OUTPUT, ChainHook.DSTNAT));
        NftChain raw = NftChain.base(table, "raw", ChainHook.filter(OUTPUT, ChainHook.RAW));
        nft.commit(
                new NftChange.AddTable(table),
                new NftChange.AddChain(chain),
                new NftChange.AddChain(raw),
                append(raw, ipDaddr().is(NftValue.address(ofLiteral("127.0.0.11"))), notrack()),
                append(raw, l4proto().is(NftValue.protocol(UDP)), setDport(UDP, 5353)),
                append(raw, setMark(16), mark().isNot(NftValue.mark(16)), log("naru: "), reject()),
                append(
                        chain,
                        l4proto().is(NftValue.protocol(TCP)),
                        thDport().is(NftValue.port(53)),
                        redirect(5353)),
                append(
                        chain,
                        l4proto().is(NftValue.protocol(TCP)),
                        thDport().isNot(NftValue.ports(1000, 2000)),
                        dnat(ofLiteral("10.0.0.1"), 80)));
        assertThat(listed("table", "ip", "other"))
                .isEqualTo(
                        """
                        table ip other {
                        \tchain out {
                        \t\ttype nat hook output priority -100; policy accept;
                        \t\ttcp dport 53 redirect to :5353
                        \t\ttcp dport != 1000-2000 dnat to 10.0.0.1:80
                        \t}

                        \tchain raw {
                        \t\ttype filter hook output priority raw; policy accept;
                        \t\tip daddr 127.0.0.11 notrack
                        \t\tudp dport set 5353
                        \t\tmeta mark set 0x00000010 meta mark != 0x00000010 log prefix "naru: " reject with icmp admin-prohibited
                        \t}
                        }
                        """);
    }

    @Test
    void filtersInBridgeFamily() {
        NftTable table = NftTable.bridge("naru");
        NftChain chain =
                NftChain.base(
                        table,
                        "spoof",
                        ChainHook.filter(ChainHook.Point.PREROUTING, ChainHook.BRIDGE_FILTER));
        NftSet known = NftSet.of(table, "known", NftType.INTERFACE_NAME, NftType.ETHERNET_ADDRESS);
        nft.commit(
                new NftChange.AddTable(table),
                new NftChange.AddSet(known),
                new NftChange.AddChain(chain),
                append(chain, concat(iifname(), etherSaddr()).notIn(known), Nft.drop()),
                append(
                        chain,
                        ipSaddr().is(NftValue.address(ofLiteral("10.0.0.9"))),
                        arpSaddrEther()
                                .is(
                                        NftValue.ethernet(
                                                naru.linux.EthernetAddress.parse(
                                                        "02:00:00:00:00:01"))),
                        Nft.drop()));
        assertThat(scratch.run("host", "nft", "list", "table", "bridge", "naru"))
                .contains("iifname . ether saddr != @known drop")
                .contains("ip saddr 10.0.0.9");
    }

    @Test
    void matchesProtocolOnce() {
        NftTable table = NftTable.inet("t");
        NftChain chain = NftChain.regular(table, "c");
        nft.commit(
                new NftChange.AddTable(table),
                new NftChange.AddChain(chain),
                append(
                        chain,
                        ipSaddr().is(NftValue.address(ofLiteral("10.0.0.1"))),
                        ipDaddr().is(NftValue.address(ofLiteral("10.0.0.2")))),
                append(chain, ipv4(), ipSaddr().is(NftValue.address(ofLiteral("10.0.0.1")))),
                append(chain, ip6Saddr().is(NftValue.prefix(ofLiteral("fc00::"), 7))));
        var names = nft.rules(table).stream().map(ListedRule::expressions).toList();
        assertThat(names.get(0)).containsExactly("meta", "cmp", "payload", "cmp", "payload", "cmp");
        assertThat(names.get(1)).containsExactly("meta", "cmp", "payload", "cmp");
        assertThat(names.get(2)).containsExactly("meta", "cmp", "payload", "bitwise", "cmp");
    }

    @Test
    void changesNothingWhenFailpointThrows() {
        var reached = new AtomicInteger();
        var failing =
                new Kernel(operation -> {
                    if (reached.incrementAndGet() == 5) {
                        throw new IllegalStateException(operation);
                    }
                });
        try (var denied = host.call(() -> NftSocket.open(failing))) {
            assertThatThrownBy(() -> denied.commit(Firewall.changes()))
                    .hasMessage("NFT_MSG_NEWSET inet naru same_bridge");
        }
        assertThat(nft.tables()).isEmpty();
    }

    private void commitFirewall() {
        nft.commit(Firewall.changes());
        nft.commit(Firewall.elements("br-a", "10.99.0.2"));
    }

    /** The output of nft, normalized to 1.0.6: later releases print a name for this priority. */
    private String listed(String... what) {
        var command = new ArrayList<>(List.of("nft", "list"));
        command.addAll(List.of(what));
        return scratch.run("host", command.toArray(String[]::new))
                .replace("nat hook output priority dstnat;", "nat hook output priority -100;");
    }

    private static String golden() {
        try (var in = NftSocketLiveTest.class.getResourceAsStream("firewall.nft")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    /** Lines with expressions, such as {@code [ meta load iifname => reg 1 ]}. */
    private List<String> expressions(String netns) {
        var found = new ArrayList<String>();
        String shown = scratch.run(netns, "nft", "--debug=netlink", "list", "ruleset");
        for (String line : shown.split("\n", -1)) {
            // nft converts the single byte of l4proto, without effect.
            if (line.startsWith("  [ ") && !line.startsWith("  [ byteorder")) {
                found.add(line);
            }
        }
        return found;
    }

    private static NftElement port(NftSet map, int first, int last, String address) {
        return map.element(NftValue.protocol(TCP), NftValue.ports(first, last))
                .to(NftValue.address(ofLiteral(address)), NftValue.port(80));
    }

    private static NftChange add(NftSet set, NftElement element) {
        return new NftChange.AddElements(set, List.of(element));
    }

    private static NftChange append(NftChain chain, Statement... statements) {
        return new NftChange.AppendRule(rule(chain, statements));
    }
}
