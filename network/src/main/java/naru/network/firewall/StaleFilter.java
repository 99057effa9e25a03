package naru.network.firewall;

import naru.linux.conntrack.Connection;
import naru.network.publish.Protocol;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Selects stale conntrack entries after changes of published ports. */
final class StaleFilter {
    private final Map<Key, List<Mapping>> changed = new HashMap<>();
    private final Predicate<Mapping> open;
    private final Set<InetAddress> local;

    private record Key(int protocol, int hostPort) {}

    /**
     * @param open whether one of {@code changed} is open now; the others are closed
     * @param local the addresses of this host
     */
    StaleFilter(List<Mapping> changed, Predicate<Mapping> open, Set<InetAddress> local) {
        for (var mapping : changed) {
            var port = mapping.port();
            var key = new Key(port.protocol().number(), port.hostPort());
            this.changed.computeIfAbsent(key, _ -> new ArrayList<>()).add(mapping);
        }
        this.open = open;
        this.local = Set.copyOf(local);
    }

    boolean isStale(Connection connection) {
        var key = new Key(connection.protocol(), connection.original().targetPort());
        return changed.getOrDefault(key, List.of()).stream().anyMatch(m -> isStale(connection, m));
    }

    private boolean isStale(Connection connection, Mapping mapping) {
        var port = mapping.port();
        var called = connection.original().target();
        if (port.isAnyAddress() ? !local.contains(called) : !port.hostAddress().equals(called)) {
            return false;
        }
        boolean led =
                connection.reply().source().equals(mapping.container())
                        && connection.reply().sourcePort() == port.containerPort();
        // TCP recovers by itself: its next SYN is a new connection.
        return open.test(mapping) ? !led && port.protocol() != Protocol.TCP : led;
    }
}
