package naru.network.firewall;

import static naru.linux.nft.Nft.NEW;
import static naru.linux.nft.Nft.concat;
import static naru.linux.nft.Nft.ctState;
import static naru.linux.nft.Nft.drop;
import static naru.linux.nft.Nft.iifname;
import static naru.linux.nft.Nft.ip6Daddr;
import static naru.linux.nft.Nft.ipDaddr;
import static naru.linux.nft.Nft.ipv4;
import static naru.linux.nft.Nft.ipv6;
import static naru.linux.nft.Nft.jump;
import static naru.linux.nft.Nft.l4proto;
import static naru.linux.nft.Nft.returns;
import static naru.linux.nft.Nft.thDport;
import static naru.linux.nft.NftValue.address;
import static naru.linux.nft.NftValue.port;
import static naru.linux.nft.NftValue.ports;
import static naru.linux.nft.NftValue.protocol;
import static naru.network.firewall.Chains.say;

import naru.linux.address.Family;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftElement;
import naru.linux.nft.NftRule;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftType;
import naru.linux.nft.NftValue;
import naru.network.address.Addresses;
import naru.network.relay.Relayed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules of {@code table inet naru} for relayed published ports:
 * docs/decisions/002-no-userland-proxy.md. Their packets are for this host, so they do not pass the
 * rules for forwarding. The same restrictions apply as for translated ports: the user's rules, and
 * that an internal network reaches no published port.
 */
final class RelayRules {
    static final NftChain RELAYED = NftChain.regular(Sets.TABLE, "relayed");

    private static final NftSet ANY4 = any("relayed4");
    private static final NftSet ANY6 = any("relayed6");
    private static final NftSet AT4 = at("relayed4_at", NftType.IPV4_ADDRESS);
    private static final NftSet AT6 = at("relayed6_at", NftType.IPV6_ADDRESS);

    private static final Comparator<Relayed> ORDER =
            Comparator.comparing((Relayed one) -> one.port().protocol())
                    .thenComparing(one -> Addresses.text(one.port().hostAddress()))
                    .thenComparingInt(one -> one.port().hostPort());

    private RelayRules() {}

    private static NftSet any(String name) {
        return NftSet.of(Sets.TABLE, name, NftType.INET_PROTOCOL, NftType.INET_SERVICE)
                .withIntervals();
    }

    private static NftSet at(String name, NftType address) {
        return NftSet.of(Sets.TABLE, name, address, NftType.INET_PROTOCOL, NftType.INET_SERVICE)
                .withIntervals();
    }

    static List<NftSet> sets() {
        return List.of(ANY4, ANY6, AT4, AT6);
    }

    /** Only the first packet of a connection is looked up. */
    static List<NftRule> called(NftChain input) {
        var port = concat(l4proto(), thDport());
        var at4 = concat(ipDaddr(), l4proto(), thDport());
        var at6 = concat(ip6Daddr(), l4proto(), thDport());
        var fresh = ctState(NEW);
        return List.of(
                say(input, "relayed", fresh, ipv4(), port.in(ANY4), jump(RELAYED)),
                say(input, "relayed, IPv6", fresh, ipv6(), port.in(ANY6), jump(RELAYED)),
                say(input, "relayed, one address", fresh, at4.in(AT4), jump(RELAYED)),
                say(input, "relayed, one address, IPv6", fresh, at6.in(AT6), jump(RELAYED)));
    }

    static List<NftRule> relayed() {
        return List.of(
                say(RELAYED, "the host itself", iifname().is(NftValue.link("lo")), returns()),
                say(
                        RELAYED,
                        "nothing leaves an internal network",
                        iifname().in(Sets.INTERNAL),
                        drop()),
                say(RELAYED, "the user's own rules", jump(Chains.USER)));
    }

    /**
     * A relay's listener on a single address takes precedence over a translated port on all
     * addresses.
     */
    static NftRule notTranslated(NftChain chain) {
        var at6 = concat(ip6Daddr(), l4proto(), thDport());
        return say(chain, "relayed, one address, IPv6", at6.in(AT6), returns());
    }

    /** Adjacent ports are one interval. */
    static Map<NftSet, List<NftElement>> elements(Collection<Relayed> relayed) {
        var sorted = relayed.stream().sorted(ORDER).toList();
        var elements = new LinkedHashMap<NftSet, List<NftElement>>();
        for (int i = 0; i < sorted.size(); ) {
            int length = 1;
            while (i + length < sorted.size()
                    && follows(sorted.get(i), sorted.get(i + length), length)) {
                length++;
            }
            var set = set(sorted.get(i));
            elements.computeIfAbsent(set, _ -> new ArrayList<>())
                    .add(element(set, sorted.get(i), length));
            i += length;
        }
        return elements;
    }

    private static boolean follows(Relayed first, Relayed next, int distance) {
        return next.port().protocol() == first.port().protocol()
                && next.port().hostAddress().equals(first.port().hostAddress())
                && next.port().hostPort() == first.port().hostPort() + distance;
    }

    private static NftSet set(Relayed relayed) {
        boolean wide = relayed.port().isAnyAddress();
        var family = Family.of(relayed.port().hostAddress());
        return wide ? family.choose(ANY4, ANY6) : family.choose(AT4, AT6);
    }

    private static NftElement element(NftSet set, Relayed first, int length) {
        int from = first.port().hostPort();
        var range = length == 1 ? port(from) : ports(from, from + length - 1);
        var protocol = protocol(first.port().protocol().number());
        return first.port().isAnyAddress()
                ? set.element(protocol, range)
                : set.element(address(first.port().hostAddress()), protocol, range);
    }
}
