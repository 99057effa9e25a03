package naru.network.reconcile;

import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent.TroubleBegan;
import naru.network.event.NetworkEvent.TroubleEnded;
import naru.network.host.Host;
import naru.network.model.NetworkId;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Foreign routes and rules found by the reconciler that redirect packets for containers. Written by
 * one thread, read by any.
 */
public final class RouteTroubles {
    private static final Logger log = System.getLogger(RouteTroubles.class.getName());

    private final NetworkTable networks;
    private final Listeners listeners;
    private final Map<NetworkId, String> troubles = new ConcurrentHashMap<>();

    public RouteTroubles(NetworkTable networks, Listeners listeners) {
        this.networks = networks;
        this.listeners = listeners;
    }

    public Optional<String> of(NetworkId network) {
        return Optional.ofNullable(troubles.get(network));
    }

    /** Compares the routes of {@code seen}, and the current rules, with the subnets of bridges. */
    void look(Host.Snapshot seen, Host host) {
        var conflicts = new RouteConflicts(seen, host.route().rules());
        var all = networks.all();
        troubles.keySet().retainAll(all.stream().map(NetworkEntry::id).toList());
        for (var entry : all) {
            var found =
                    entry.network().ipam().pools().stream()
                            .filter(_ -> entry.traits().ownsSubnets()) // others are not routed here
                            .flatMap(pool ->
                                    conflicts
                                            .of(
                                                    entry.network().name(),
                                                    entry.traits().exclusive(),
                                                    pool.subnet())
                                            .stream())
                            .findFirst();
            note(entry, found);
        }
    }

    private void note(NetworkEntry entry, Optional<String> found) {
        var before = of(entry.id());
        if (found.equals(before)) {
            return;
        }
        if (found.isPresent()) {
            troubles.put(entry.id(), found.get());
            log.log(Level.WARNING, found.get());
            listeners.record(new TroubleBegan(entry.id(), found.get()));
        } else {
            troubles.remove(entry.id());
            log.log(
                    Level.INFO,
                    "no foreign route leads packets for network {0} elsewhere any more",
                    entry.network().name());
            listeners.record(new TroubleEnded(entry.id()));
        }
    }
}
