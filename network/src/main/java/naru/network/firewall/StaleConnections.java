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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Deletes stale conntrack entries of published ports: those of closed ports, and those from before
 * a port was opened, which would bypass it, as a UDP stream does. Runs in the background, because
 * the kernel's list may be long; a failure is retried by the next repair.
 */
public final class StaleConnections implements AutoCloseable {
    private static final Logger log = System.getLogger(StaleConnections.class.getName());

    private final Host host;
    private final Predicate<Mapping> open;
    private final Set<Mapping> changed = new HashSet<>();
    private final List<Stale> others = new ArrayList<>();
    private final Worker worker;
    private boolean scheduled;

    /** Entries of one family that are stale for another reason. */
    private record Stale(Family family, Predicate<Connection> filter) {}

    /** {@code open} returns whether a published port is open now. */
    StaleConnections(Host host, Predicate<Mapping> open) {
        this.host = host;
        this.open = open;
        worker = host.worker("conntrack");
    }

    /** Schedules a check of the entries of ports that were opened or closed. */
    void changed(Collection<Mapping> mappings) {
        synchronized (changed) {
            changed.addAll(mappings);
            schedule();
        }
    }

    /** Schedules the deletion of entries of one family that match {@code stale}. */
    void forget(Family family, Predicate<Connection> stale) {
        synchronized (changed) {
            others.add(new Stale(family, stale));
            schedule();
        }
    }

    /** Repeats what has failed. */
    void retry() {
        synchronized (changed) {
            schedule();
        }
    }

    private void schedule() {
        if (!scheduled && !(changed.isEmpty() && others.isEmpty())) {
            scheduled = true;
            worker.submit(this::run);
        }
    }

    private void run() {
        List<Mapping> mappings;
        List<Stale> stale;
        synchronized (changed) {
            scheduled = false;
            mappings = List.copyOf(changed);
            stale = List.copyOf(others);
            changed.clear();
            others.clear();
        }
        try {
            delete(mappings, stale);
        } catch (LinuxException e) {
            log.log(Level.WARNING, "cannot delete stale conntrack entries yet", e);
            synchronized (changed) { // until the next repair
                changed.addAll(mappings);
                others.addAll(stale);
            }
        }
    }

    private void delete(List<Mapping> mappings, List<Stale> stale) {
        try (var conntrack = host.conntrack()) {
            for (var family : Family.values()) {
                var ports = mappings.stream().filter(m -> m.family() == family).toList();
                var filters = stale.stream().filter(s -> s.family == family).toList();
                if (!ports.isEmpty() || !filters.isEmpty()) {
                    var filter = new StaleFilter(ports, open, localAddresses());
                    conntrack.connections(family).stream()
                            .filter(c ->
                                    filter.isStale(c)
                                            || filters.stream().anyMatch(s -> s.filter.test(c)))
                            .forEach(conntrack::forget);
                }
            }
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
