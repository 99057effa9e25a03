package naru.network.firewall;

import static naru.linux.nft.Nft.NEW;
import static naru.linux.nft.Nft.accept;
import static naru.linux.nft.Nft.concat;
import static naru.linux.nft.Nft.count;
import static naru.linux.nft.Nft.ctState;
import static naru.linux.nft.Nft.dnat;
import static naru.linux.nft.Nft.hash;
import static naru.linux.nft.Nft.iifname;
import static naru.linux.nft.Nft.ip6Daddr;
import static naru.linux.nft.Nft.ip6Saddr;
import static naru.linux.nft.Nft.ipDaddr;
import static naru.linux.nft.Nft.ipSaddr;
import static naru.linux.nft.Nft.jump;
import static naru.linux.nft.Nft.reject;
import static naru.network.firewall.Chains.say;

import naru.linux.address.Family;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftType;
import naru.linux.nft.Selector;

import java.util.List;

/**
 * The rules of {@code table inet naru} for virtual addresses:
 * docs/decisions/018-virtual-addresses.md. A connection to one gets the next slot in turn, or the
 * slot of its client, and a map leads from the slot to a member. Conntrack keeps the choice, so
 * that changes of members do not break connections. Only the address' own network and this host may
 * connect to it.
 */
final class BalanceRules {
    private static final NftType NAME = NftType.INTERFACE_NAME;
    private static final NftType IPV4 = NftType.IPV4_ADDRESS;
    private static final NftType IPV6 = NftType.IPV6_ADDRESS;

    /** The input links of each virtual address; {@code lo} is this host itself. */
    static final NftSet VIRTUAL4 = NftSet.of(Sets.TABLE, "virtual4", NAME, IPV4);

    static final NftSet VIRTUAL6 = NftSet.of(Sets.TABLE, "virtual6", NAME, IPV6);

    private static final NftSet BALANCED4 = slots("balanced4", IPV4);
    private static final NftSet BALANCED6 = slots("balanced6", IPV6);
    private static final NftSet STICKY4 = slots("sticky4", IPV4);
    private static final NftSet STICKY6 = slots("sticky6", IPV6);

    static final NftChain BALANCE = NftChain.regular(Sets.TABLE, "balance");

    /** Constant, so that a client keeps its member after a restart of the daemon. */
    private static final int SEED = 0x6e617275;

    private BalanceRules() {}

    private static NftSet slots(String name, NftType address) {
        return NftSet.of(Sets.TABLE, name, address, NftType.MARK).to(address);
    }

    static List<NftSet> sets() {
        return List.of(VIRTUAL4, VIRTUAL6, BALANCED4, BALANCED6, STICKY4, STICKY6);
    }

    static NftSet map(Family family, boolean sticky) {
        return sticky ? family.choose(STICKY4, STICKY6) : family.choose(BALANCED4, BALANCED6);
    }

    /** Precedes the published ports, which a virtual address must not match. */
    static List<NftRule> called(NftChain chain, Selector link) {
        return List.of(
                say(chain, "virtual", concat(link, ipDaddr()).in(VIRTUAL4), jump(BALANCE)),
                say(chain, "virtual, IPv6", concat(link, ip6Daddr()).in(VIRTUAL6), jump(BALANCE)));
    }

    static List<NftRule> balance() {
        var turn = count(Slots.COUNT);
        var client4 = hash(ipSaddr(), Slots.COUNT, SEED);
        var client6 = hash(ip6Saddr(), Slots.COUNT, SEED);
        return List.of(
                say(BALANCE, "in turn", dnat(concat(ipDaddr(), turn).map(BALANCED4))),
                say(BALANCE, "by client", dnat(concat(ipDaddr(), client4).map(STICKY4))),
                say(BALANCE, "in turn, IPv6", dnat(concat(ip6Daddr(), turn).map(BALANCED6))),
                say(BALANCE, "by client, IPv6", dnat(concat(ip6Daddr(), client6).map(STICKY6))),
                say(BALANCE, "no members", accept()));
    }

    /** Packets without a member must not reach a server on the host. */
    static List<NftRule> unbalanced(NftChain input) {
        return List.of(
                say(
                        input,
                        "no members",
                        concat(iifname(), ipDaddr()).in(VIRTUAL4),
                        ctState(NEW),
                        reject()),
                say(
                        input,
                        "no members, IPv6",
                        concat(iifname(), ip6Daddr()).in(VIRTUAL6),
                        ctState(NEW),
                        reject()));
    }
}
