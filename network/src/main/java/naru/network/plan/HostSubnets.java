package naru.network.plan;

import naru.linux.route.Link;
import naru.linux.route.Route;
import naru.network.address.Addresses;
import naru.network.address.Prefix;
import naru.network.host.Host;
import naru.network.model.ResolverFile;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The subnets that automatic ones avoid: networks on the host's links, including VPNs, and its name
 * servers.
 */
public record HostSubnets(Host host, Path resolvConf) {
    /** A shorter route is half or a part of the default route, such as a full-tunnel VPN's. */
    private static final int SHORTEST = 8;

    /**
     * A part of the address space that the host uses.
     *
     * @param link the output link; empty for a name server
     * @param words description for users
     */
    record Taken(Prefix prefix, String link, String words) {}

    List<Taken> list() {
        var names = new HashMap<Integer, String>();
        for (Link link : host.route().links()) {
            names.put(link.index(), link.name());
        }
        var taken = new ArrayList<Taken>();
        for (var route : host.route().routes()) {
            if (isOnLink(route)) {
                taken.add(taken(route, names));
            }
        }
        for (var server : nameServers()) {
            var prefix = new Prefix(server, server.getAddress().length * 8);
            var words = "name server %s in %s".formatted(Addresses.text(server), resolvConf);
            taken.add(new Taken(prefix, "", words));
        }
        return taken;
    }

    private static boolean isOnLink(Route route) {
        return route.gateway() == null
                && route.prefixLength() >= SHORTEST
                && route.type() == Route.RTN_UNICAST
                && route.table() == Route.RT_TABLE_MAIN;
    }

    private static Taken taken(Route route, Map<Integer, String> names) {
        var prefix = new Prefix(route.destination(), route.prefixLength());
        var link = names.getOrDefault(route.link(), "");
        var words = "route %s of interface %s".formatted(prefix, link);
        return new Taken(prefix, link, words);
    }

    /**
     * The conflict of a requested subnet: addresses inside it become unreachable for containers,
     * and often for the host. A wider route, such as that of a VPN, is overridden by the narrower
     * subnet, which the user may intend.
     */
    static Optional<Taken> culprit(List<Taken> taken, Prefix subnet) {
        return taken.stream()
                .filter(t -> !t.prefix.address().isLinkLocalAddress())
                .filter(t -> subnet.contains(t.prefix))
                .findFirst();
    }

    private List<InetAddress> nameServers() {
        try {
            return ResolverFile.parse(Files.readString(resolvConf)).addresses();
        } catch (IOException ignored) {
            return List.of(); // no resolver file
        }
    }
}
