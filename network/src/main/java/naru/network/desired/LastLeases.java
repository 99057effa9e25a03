package naru.network.desired;

import naru.network.journal.Change;
import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.LastLease;
import naru.network.model.NetworkId;
import naru.network.pool.AddressPool;
import naru.network.record.LeaseRecord;
import naru.network.record.Records;
import naru.network.record.WalkRecord;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The last addresses of each container on each network, for as long as it exists: its next start
 * gets them first. In memory and in the journal, with the positions of the walks through the pools.
 * Calls for one container hold its lock.
 */
public final class LastLeases {
    private final NetworkTable networks;
    private final Journal journal;
    private final Records records;
    private final Map<String, Map<NetworkId, LastLease>> byContainer = new ConcurrentHashMap<>();

    public LastLeases(NetworkTable networks, Journal journal, Records records) {
        this.networks = networks;
        this.journal = journal;
        this.records = records;
    }

    /** Reads the journal; after the networks are restored, and before anything is attached. */
    public void load() {
        for (var json : journal.all(Records.LEASE).values()) {
            var record = records.lease(json);
            var leases = new LinkedHashMap<NetworkId, LastLease>();
            for (var lease : record.leases()) {
                if (networks.contains(lease.network())) {
                    leases.put(lease.network(), lease);
                    remember(record.containerId(), lease);
                }
            }
            byContainer.put(record.containerId(), Map.copyOf(leases));
        }
        for (var json : journal.all(Records.WALK).values()) {
            resume(records.walk(json));
        }
    }

    private void resume(WalkRecord walk) {
        var pools = networks.byId(walk.network()).map(NetworkEntry::pools).orElse(List.of());
        for (int i = 0; i < Math.min(pools.size(), walk.next().size()); i++) {
            pools.get(i).resume(walk.next().get(i));
        }
    }

    public Optional<LastLease> find(String containerId, NetworkId network) {
        return Optional.ofNullable(byContainer.getOrDefault(containerId, Map.of()).get(network));
    }

    /** Records a container's current addresses, before the kernel is changed. */
    public void note(String containerId, List<Endpoint> endpoints) {
        var before = byContainer.getOrDefault(containerId, Map.of());
        var now = new LinkedHashMap<>(before);
        now.keySet().removeIf(Predicate.not(networks::contains));
        var changes = new ArrayList<Change>();
        for (var endpoint : endpoints) {
            var id = endpoint.networkId();
            var lease = LastLease.of(endpoint, before.get(id));
            boolean nothing = lease.addresses().isEmpty() && lease.mac() == null;
            if (!nothing && !lease.equals(now.put(id, lease))) {
                networks.byId(id).ifPresent(entry -> changes.add(walk(entry)));
            }
            remember(containerId, lease);
        }
        if (!now.equals(before)) {
            var record = new LeaseRecord(containerId, List.copyOf(now.values()));
            changes.add(new Change.Put(key(containerId), records.encode(record)));
            journal.write(changes, Durability.PROCESS);
            byContainer.put(containerId, Map.copyOf(now));
        }
    }

    private Change walk(NetworkEntry entry) {
        var next = entry.pools().stream().map(AddressPool::position).toList();
        var record = new WalkRecord(entry.id(), next);
        return new Change.Put(Records.WALK + "/" + entry.id(), records.encode(record));
    }

    private void remember(String containerId, LastLease lease) {
        var entry = networks.byId(lease.network());
        entry.ifPresent(there -> remember(containerId, there, lease.addresses().stream()));
    }

    private static void remember(
            String containerId, NetworkEntry entry, Stream<InetAddress> addresses) {
        addresses.forEach(address ->
                entry.pool(address).ifPresent(pool -> pool.remember(address, containerId)));
    }

    /** Records the addresses requested by a container, which may never have run. In memory only. */
    public void remember(String containerId, EndpointSpec spec) {
        var addresses = Stream.of(spec.ipv4Address(), spec.ipv6Address()).filter(Objects::nonNull);
        networks.find(spec.network()).ifPresent(entry -> remember(containerId, entry, addresses));
    }

    /** Removes a container. */
    public void forget(String containerId) {
        networks.all().forEach(entry -> entry.pools().forEach(pool -> pool.forget(containerId)));
        if (byContainer.remove(containerId) != null) {
            journal.remove(key(containerId), Durability.PROCESS);
        }
    }

    /** Removes containers that no longer exist. */
    public void retain(Predicate<String> exists) {
        List.copyOf(byContainer.keySet()).stream()
                .filter(Predicate.not(exists))
                .forEach(this::forget);
    }

    /** The journal keys to delete with a network. */
    public static Change withoutNetwork(NetworkId network) {
        return new Change.Remove(Records.WALK + "/" + network);
    }

    private static String key(String containerId) {
        return Records.LEASE + "/" + containerId;
    }
}
