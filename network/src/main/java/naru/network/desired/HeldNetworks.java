package naru.network.desired;

import naru.network.model.EndpointSpec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;

/**
 * The networks of requested endpoints, protected from deletion until this is closed. Locks are
 * taken in the order of ids.
 */
public final class HeldNetworks implements AutoCloseable {
    private final Map<EndpointSpec, NetworkEntry> entries = new LinkedHashMap<>();
    private final List<Lock> held = new ArrayList<>();

    /**
     * Finds the networks of {@code specs} and holds them.
     *
     * @throws naru.network.model.NaruException.NotFound if one of them does not exist
     */
    public static HeldNetworks of(NetworkTable networks, List<EndpointSpec> specs) {
        var all = new HeldNetworks();
        specs.forEach(spec -> all.entries.put(spec, networks.get(spec.network())));
        try {
            all.entries.values().stream()
                    .sorted(Comparator.comparing(NetworkEntry::id))
                    .forEach(entry -> all.hold(entry, networks));
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void hold(NetworkEntry entry, NetworkTable networks) {
        var lock = entry.lock().readLock();
        lock.lock();
        held.add(lock);
        if (!networks.contains(entry.id())) {
            throw NetworkTable.notFound(entry.network().name());
        }
    }

    /** The network of one of the endpoints. */
    public NetworkEntry get(EndpointSpec spec) {
        return Objects.requireNonNull(entries.get(spec));
    }

    @Override
    public void close() {
        held.forEach(Lock::unlock);
        held.clear();
    }
}
