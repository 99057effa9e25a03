package naru.network.firewall;

import static naru.linux.nft.NftValue.address;
import static naru.linux.nft.NftValue.port;
import static naru.linux.nft.NftValue.ports;
import static naru.linux.nft.NftValue.protocol;

import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.network.address.Addresses;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts openings to elements; adjacent ports become one interval, as in {@link Mappings}. */
final class Openings {
    private static final Comparator<Opening> ORDER =
            Comparator.comparing(Opening::protocol)
                    .thenComparing(opening -> Addresses.text(opening.container()))
                    .thenComparingInt(Opening::port);

    private Openings() {}

    static Map<NftSet, List<NftElement>> elements(List<Opening> openings) {
        var sorted = openings.stream().distinct().sorted(ORDER).toList();
        var elements = new LinkedHashMap<NftSet, List<NftElement>>();
        for (int i = 0; i < sorted.size(); ) {
            int length = run(sorted, i);
            var first = sorted.get(i);
            var set = set(first, length > 1);
            elements.computeIfAbsent(set, _ -> new ArrayList<>()).add(element(set, first, length));
            i += length;
        }
        return elements;
    }

    private static int run(List<Opening> sorted, int start) {
        var first = sorted.get(start);
        int length = 1;
        while (start + length < sorted.size()
                && sorted.get(start + length)
                        .equals(
                                new Opening(
                                        first.container(),
                                        first.protocol(),
                                        first.port() + length))) {
            length++;
        }
        return length;
    }

    private static NftSet set(Opening opening, boolean range) {
        var family = opening.family();
        return range
                ? family.choose(Sets.OPEN4_RANGE, Sets.OPEN6_RANGE)
                : family.choose(Sets.OPEN4, Sets.OPEN6);
    }

    private static NftElement element(NftSet set, Opening first, int length) {
        return set.element(
                address(first.container()),
                protocol(first.protocol().number()),
                length == 1 ? port(first.port()) : ports(first.port(), first.port() + length - 1));
    }
}
