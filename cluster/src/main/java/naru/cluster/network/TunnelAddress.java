package naru.cluster.network;

import naru.linux.address.Family;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Route;
import naru.linux.route.Rtnetlink;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The address of this host that other hosts reach it at. */
public final class TunnelAddress {
    private TunnelAddress() {}

    /**
     * @param wanted an address, the name of an interface, or empty for that of the default route; a
     *     port behind it is ignored
     * @throws IllegalArgumentException if there is no such address
     */
    public static InetAddress find(Rtnetlink host, String wanted) {
        if (wanted.isEmpty()) {
            return automatic(host)
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "cannot choose an address of this host for other hosts: it has"
                                            + " no default route. Name one by cluster-advertise"));
        }
        var bare = withoutPort(wanted);
        var link = host.link(bare);
        if (link.isPresent()) {
            return ofLink(host, link.get().index())
                    .orElseThrow(() ->
                            new IllegalArgumentException(
                                    "interface " + bare + " has no usable address"));
        }
        var address = InetAddress.ofLiteral(bare);
        if (host.addresses().stream().noneMatch(held -> held.address().equals(address))) {
            throw new IllegalArgumentException("this host has no address " + bare);
        }
        return address;
    }

    private static String withoutPort(String text) {
        if (text.startsWith("[")) {
            return text.substring(1, Math.max(1, text.indexOf(']')));
        }
        int colon = text.indexOf(':');
        return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }

    private static Optional<InetAddress> automatic(Rtnetlink host) {
        return host.routes().stream()
                .filter(route -> route.isDefault() && route.table() == Route.RT_TABLE_MAIN)
                .sorted(
                        Comparator.comparing((Route route) -> Family.of(route.destination()))
                                .thenComparingInt(Route::metric))
                .flatMap(route -> ofLink(host, route.link()).stream())
                .findFirst();
    }

    /** IPv4 first. */
    private static Optional<InetAddress> ofLink(Rtnetlink host, int index) {
        Stream<InetAddress> usable =
                host.addresses().stream()
                        .filter(held -> held.link() == index)
                        .filter(held -> held.scope() == Route.RT_SCOPE_UNIVERSE)
                        .map(InterfaceAddress::address);
        return usable.min(Comparator.comparing(Family::of));
    }
}
