package naru.network.firewall;

import static naru.linux.nft.NftValue.address;
import static naru.linux.nft.NftValue.port;
import static naru.linux.nft.NftValue.ports;
import static naru.linux.nft.NftValue.protocol;

import naru.linux.nft.NftElement;
import naru.linux.nft.NftSet;
import naru.linux.nft.NftValue;
import naru.network.address.Addresses;
import naru.network.publish.PublishedPort;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts published ports to elements of the {@link Sets}. Adjacent ports that keep their number
 * become one interval, so a range of thousands is one element. Ports whose number changes are one
 * element each: nf_tables cannot shift a range in a map.
 */
final class Mappings {
    private static final Comparator<Mapping> ORDER =
            Comparator.comparing((Mapping m) -> m.port().protocol())
                    .thenComparing(m -> Addresses.text(m.port().hostAddress()))
                    .thenComparing(m -> Addresses.text(m.container()))
                    .thenComparingInt(m -> m.port().hostPort());

    private Mappings() {}

    static Map<NftSet, List<NftElement>> elements(List<Mapping> mappings) {
        var sorted = mappings.stream().sorted(ORDER).toList();
        var elements = new LinkedHashMap<NftSet, List<NftElement>>();
        for (int i = 0; i < sorted.size(); ) {
            int length = run(sorted, i);
            var first = sorted.get(i);
            elements.computeIfAbsent(map(first, length > 1), _ -> new ArrayList<>())
                    .add(length > 1 ? range(first, length) : single(first));
            i += length;
        }
        return elements;
    }

    /** The number of mappings from {@code start} on that form one element; at least one. */
    private static int run(List<Mapping> sorted, int start) {
        int length = 1;
        var first = sorted.get(start);
        while (keepsItsNumber(first)
                && start + length < sorted.size()
                && follows(first, sorted.get(start + length), length)) {
            length++;
        }
        return length;
    }

    private static boolean keepsItsNumber(Mapping mapping) {
        return mapping.port().hostPort() == mapping.port().containerPort();
    }

    private static boolean follows(Mapping first, Mapping next, int distance) {
        var wanted =
                new PublishedPort(
                        first.port().protocol(),
                        first.port().containerPort() + distance,
                        first.port().hostAddress(),
                        first.port().hostPort() + distance);
        return next.port().equals(wanted) && next.container().equals(first.container());
    }

    private static NftSet map(Mapping mapping, boolean range) {
        var maps = mapping.family().choose(Sets.PUBLISHED4, Sets.PUBLISHED6);
        if (mapping.port().isAnyAddress()) {
            return range ? maps.anyRange() : maps.any();
        }
        return range ? maps.atRange() : maps.at();
    }

    private static NftElement single(Mapping mapping) {
        var port = mapping.port();
        return map(mapping, false)
                .element(key(mapping, port(port.hostPort())))
                .to(address(mapping.container()), port(port.containerPort()));
    }

    private static NftElement range(Mapping first, int length) {
        int from = first.port().hostPort();
        return map(first, true)
                .element(key(first, ports(from, from + length - 1)))
                .to(address(first.container()));
    }

    private static NftValue[] key(Mapping mapping, NftValue hostPort) {
        var port = mapping.port();
        var protocol = protocol(port.protocol().number());
        return port.isAnyAddress()
                ? new NftValue[] {protocol, hostPort}
                : new NftValue[] {address(port.hostAddress()), protocol, hostPort};
    }
}
