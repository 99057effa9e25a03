package naru.network.firewall;

import static naru.linux.nft.Nft.DNAT;
import static naru.linux.nft.Nft.ESTABLISHED;
import static naru.linux.nft.Nft.RELATED;
import static naru.linux.nft.Nft.SYN;
import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.clampMss;
import static naru.linux.nft.Nft.concat;
import static naru.linux.nft.Nft.ctReply;
import static naru.linux.nft.Nft.ctState;
import static naru.linux.nft.Nft.ctStatus;
import static naru.linux.nft.Nft.drop;
import static naru.linux.nft.Nft.iifname;
import static naru.linux.nft.Nft.ip6Daddr;
import static naru.linux.nft.Nft.ipDaddr;
import static naru.linux.nft.Nft.jump;
import static naru.linux.nft.Nft.l4proto;
import static naru.linux.nft.Nft.mark;
import static naru.linux.nft.Nft.nfproto;
import static naru.linux.nft.Nft.oifname;
import static naru.linux.nft.Nft.reject;
import static naru.linux.nft.Nft.returns;
import static naru.linux.nft.Nft.tcpFlag;
import static naru.linux.nft.Nft.thDport;
import static naru.network.firewall.Chains.USER;
import static naru.network.firewall.Chains.say;

import naru.linux.nft.ChainHook;
import naru.linux.nft.ChainHook.Point;
import naru.linux.nft.Nft;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftTable;
import naru.linux.nft.NftValue;
import naru.linux.nft.Selector;
import naru.network.settings.PacketMark;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of {@code table inet naru}. They never change: networks and published ports are
 * elements of the sets and maps. Each rule has a comment with its purpose, which identifies it; a
 * changed rule needs another comment. Within a rule, cheap comparisons precede lookups. Foreign
 * tables are never touched, and all policies are accept. Address translation is in {@link
 * NatRules}.
 */
final class Ruleset {
    static final NftTable TABLE = Sets.TABLE;

    private static final NftChain CLAMP = NftChain.regular(TABLE, "clamp");
    static final NftChain ENTRY = NftChain.regular(TABLE, "entry");
    private static final NftChain INPUT =
            NftChain.base(TABLE, "input", ChainHook.filter(Point.INPUT, ChainHook.FILTER));
    private static final NftChain TO_ISOLATED =
            NftChain.base(TABLE, "to_isolated", ChainHook.filter(Point.OUTPUT, ChainHook.FILTER));
    private static final NftChain FORWARD =
            NftChain.base(TABLE, "forward", ChainHook.filter(Point.FORWARD, ChainHook.FILTER));
    private static final int ICMP = 1; // IANA protocol numbers
    private static final int ICMPV6 = 58;

    private Ruleset() {}

    /** {@code accepted} matches packets that no rule here may drop; null for none. */
    static RuleTable table(@Nullable PacketMark accepted) {
        return accepted == null ? Unmarked.TABLE : make(accepted);
    }

    /** Made once, when all constants of the rules are there. */
    private static final class Unmarked {
        static final RuleTable TABLE = make(null);
    }

    private static RuleTable make(@Nullable PacketMark accepted) {
        var sets = new ArrayList<>(BalanceRules.sets());
        sets.addAll(RelayRules.sets());
        return new RuleTable(
                TABLE,
                Sets.all(sets),
                USER,
                chains(),
                chain -> chain.equals(FORWARD) ? forward(accepted) : rules(chain));
    }

    /** The managed chains, without {@link Chains#USER}. */
    private static List<NftChain> chains() {
        return List.of(
                CLAMP,
                ENTRY,
                FORWARD,
                INPUT,
                TO_ISOLATED,
                BalanceRules.BALANCE,
                RelayRules.RELAYED,
                NatRules.PUBLISHED,
                NatRules.GUARD,
                NatRules.PREROUTING,
                NatRules.OUTPUT,
                NatRules.ENTERING,
                NatRules.POSTROUTING);
    }

    /** The rules of one of {@link #chains} except {@link #FORWARD}, in order. */
    private static List<NftRule> rules(NftChain chain) {
        return switch (chain.name()) {
            case "clamp" -> clamp();
            case "entry" -> entry();
            case "input" -> input();
            case "to_isolated" -> List.of(isolated(TO_ISOLATED, oifname()));
            case "balance" -> BalanceRules.balance();
            case "relayed" -> RelayRules.relayed();
            case "published" -> NatRules.published();
            case "guard" -> NatRules.guard();
            case "prerouting" -> NatRules.prerouting();
            case "output" -> NatRules.output();
            case "entering" -> NatRules.entering();
            case "postrouting" -> NatRules.postrouting();
            default -> throw new IllegalArgumentException(chain.toString());
        };
    }

    /** Clamps the segment size, because a narrower path might drop larger packets silently. */
    private static List<NftRule> clamp() {
        return List.of(
                say(CLAMP, "out", iifname().in(Sets.BRIDGES), clampMss(), returns()),
                say(CLAMP, "in", oifname().in(Sets.BRIDGES), clampMss()));
    }

    /**
     * Published ports come first, since they cause most forwarded traffic: packets of an accepted
     * connection take a single lookup, and replies none. Isolated containers are checked before
     * replies: a conntrack entry of an address' former owner must not admit its new one.
     */
    private static List<NftRule> forward(@Nullable PacketMark accepted) {
        var tcp = l4proto().is(NftValue.protocol(Nft.TCP));
        var rules = new ArrayList<NftRule>();
        rules.add(say(FORWARD, "segments that fit the path", tcp, tcpFlag(SYN), jump(CLAMP)));
        rules.add(say(FORWARD, "the user's own rules first", jump(USER)));
        if (accepted != null) {
            var marked = mark(accepted.value(), accepted.mask());
            rules.add(say(FORWARD, "accepted by mark " + accepted, marked, accept()));
        }
        rules.add(say(FORWARD, "answers of published ports", ctStatus(DNAT), ctReply(), accept()));
        rules.add(
                say(
                        FORWARD,
                        "published ports",
                        ctStatus(DNAT),
                        oifname().in(Sets.EXTERNAL),
                        accept()));
        rules.add(say(FORWARD, "within a bridge", concat(iifname(), oifname()).vmap(Sets.ICC)));
        rules.add(
                say(
                        FORWARD,
                        "nothing leaves an internal network",
                        iifname().in(Sets.INTERNAL),
                        drop()));
        rules.add(say(FORWARD, "others that enter a bridge", oifname().vmap(Sets.ENTRIES)));
        return rules;
    }

    /** Packets to addresses of containers from outside their network. */
    private static List<NftRule> entry() {
        var rules = new ArrayList<NftRule>();
        rules.add(say(ENTRY, "answers", ctState(ESTABLISHED | RELATED), accept()));
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
            var comment = "pinged, ICMP" + (protocol == ICMP ? "" : "v6");
            rules.add(say(ENTRY, comment, icmp, bridge.in(Sets.PINGED), accept()));
        }
        rules.add(
                say(
                        ENTRY,
                        "containers of other networks, answered at once",
                        iifname().in(Sets.BRIDGES),
                        reject()));
        rules.add(say(ENTRY, "all others", drop()));
        return rules;
    }

    /**
     * Packets to the host itself. Only replies of ports that are published on its loopback may
     * arrive there from a container; new connections were dropped before.
     */
    private static List<NftRule> input() {
        var toLoopback = ipDaddr().is(NatRules.LOOPBACK4);
        var fromBridge = iifname().in(Sets.BRIDGES);
        var rules = new ArrayList<NftRule>();
        rules.add(isolated(INPUT, iifname()));
        rules.addAll(BalanceRules.unbalanced(INPUT));
        rules.addAll(RelayRules.called(INPUT));
        rules.add(
                say(
                        INPUT,
                        "answers of ports published on the loopback",
                        toLoopback,
                        fromBridge,
                        ctReply(),
                        accept()));
        rules.add(
                say(
                        INPUT,
                        "containers cannot reach the host's loopback",
                        toLoopback,
                        fromBridge,
                        drop()));
        return rules;
    }

    /**
     * Isolated networks cannot be reached from the host, nor the host from them, on any address.
     */
    private static NftRule isolated(NftChain chain, Selector link) {
        return say(
                chain,
                "the host keeps out of isolated networks",
                concat(link, nfproto()).in(Sets.ISOLATED),
                drop());
    }
}
