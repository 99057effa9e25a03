package naru.network.firewall;

import naru.linux.address.Family;
import naru.linux.conntrack.Connection;
import naru.linux.error.LinuxException;
import naru.linux.route.InterfaceAddress;
import naru.network.host.Host;
import naru.network.host.Worker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Deletes stale conntrack entries of published ports: those of closed ports, and those from before
 * a port was opened, which would bypass it, as a UDP stream does. Runs in the background, because
 * the kernel's list may be long.
 */
public final class StaleConnections implements AutoCloseable {
    private static final Logger log = System.getLogger(StaleConnections.class.getName());

    private final Host host;
    private final Predicate<Mapping> open;
    private final Set<Mapping> waiting = new HashSet<>();
    private final Worker worker;

    /** {@code open} returns whether a published port is open now. */
    StaleConnections(Host host, Predicate<Mapping> open) {
        this.host = host;
        this.open = open;
        worker = host.worker("conntrack");
    }

    /** Schedules a check of the entries of ports that were opened or closed. */
    void changed(Collection<Mapping> mappings) {
        if (mappings.isEmpty()) {
            return;
        }
        synchronized (waiting) {
            boolean first = waiting.isEmpty();
            waiting.addAll(mappings);
            if (first) {
                worker.submit(this::run);
            }
        }
    }

    private void run() {
        List<Mapping> mappings;
        synchronized (waiting) {
            mappings = List.copyOf(waiting);
            waiting.clear();
        }
        try (var conntrack = host.conntrack()) {
            for (var family : Family.values()) {
                var changed = mappings.stream().filter(m -> m.family() == family).toList();
                if (!changed.isEmpty()) {
                    var filter = new StaleFilter(changed, open, localAddresses());
                    conntrack.connections(family).stream()
                            .filter(filter::isStale)
                            .forEach(conntrack::forget);
                }
            }
        } catch (LinuxException e) {
            log.log(Level.WARNING, "cannot delete conntrack entries of changed ports", e);
        }
    }

    /** Schedules the deletion of entries of one family that match {@code stale}. */
    void forget(Family family, Predicate<Connection> stale) {
        worker.submit(() -> forgetNow(family, stale));
    }

    private void forgetNow(Family family, Predicate<Connection> stale) {
        try (var conntrack = host.conntrack()) {
            conntrack.connections(family).stream().filter(stale).forEach(conntrack::forget);
        } catch (LinuxException e) {
            log.log(Level.WARNING, "cannot delete conntrack entries of a removed member", e);
        }
    }

    private Set<InetAddress> localAddresses() {
        return host.route().addresses().stream()
                .map(InterfaceAddress::address)
                .collect(Collectors.toSet());
    }

    /** Completes scheduled checks. */
    @Override
    public void close() {
        worker.close();
    }
}
