package naru.network.firewall;

import naru.linux.LinuxException;
import naru.linux.conntrack.Connection;
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
 * Makes the kernel forget connections that published ports have left behind: those by a port that
 * is closed, and those that were there before a port was opened and would pass it by for ever, as a
 * stream of UDP does. Behind the caller's back, because the kernel's list may be long.
 */
public final class StaleConnections implements AutoCloseable {
    private static final Logger log = System.getLogger(StaleConnections.class.getName());

    private final Host host;
    private final Predicate<Mapping> open;
    private final Set<Mapping> waiting = new HashSet<>();
    private final Worker worker;

    /** {@code open} says whether a published port is open now. */
    StaleConnections(Host host, Predicate<Mapping> open) {
        this.host = host;
        this.open = open;
        worker = host.worker("conntrack");
    }

    /**
     * Looks soon after connections that these ports, opened or closed just now, have to do with.
     */
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
            for (boolean ipv6 : new boolean[] {false, true}) {
                var family = mappings.stream().filter(m -> m.isIpv6() == ipv6).toList();
                if (!family.isEmpty()) {
                    var filter = new StaleFilter(family, open, localAddresses());
                    conntrack.connections(ipv6).stream()
                            .filter(filter::isStale)
                            .forEach(conntrack::forget);
                }
            }
        } catch (LinuxException e) {
            log.log(Level.WARNING, "cannot forget connections of ports that have changed", e);
        }
    }

    /** Forgets soon what {@code stale} tells of the connections of one family. */
    void forget(boolean ipv6, Predicate<Connection> stale) {
        worker.submit(() -> forgetNow(ipv6, stale));
    }

    private void forgetNow(boolean ipv6, Predicate<Connection> stale) {
        try (var conntrack = host.conntrack()) {
            conntrack.connections(ipv6).stream().filter(stale).forEach(conntrack::forget);
        } catch (LinuxException e) {
            log.log(Level.WARNING, "cannot forget connections of a member that has gone", e);
        }
    }

    private Set<InetAddress> localAddresses() {
        return host.route().addresses().stream()
                .map(InterfaceAddress::address)
                .collect(Collectors.toSet());
    }

    /** Finishes what was begun. */
    @Override
    public void close() {
        worker.close();
    }
}
