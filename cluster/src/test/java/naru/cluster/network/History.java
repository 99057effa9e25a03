package naru.cluster.network;

import naru.cluster.record.AddressRecord;
import naru.cluster.record.Layout;
import naru.etcd.Entry;
import naru.etcd.MemoryStore;
import naru.etcd.Position;
import naru.etcd.Store;
import naru.network.address.Prefix;
import naru.network.model.Network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What has happened to a store, and whether it was allowed: at no revision do two networks have the
 * same name, VNI or overlapping subnets, and no address passes from one host to another without
 * being released. Besides, what hosts have acknowledged to their users.
 */
final class History implements Store.WatchListener {
    final List<String> violations = new CopyOnWriteArrayList<>();
    private final Map<String, AddressRecord> rows = new HashMap<>();
    private final Map<String, Network> networks = new HashMap<>();
    private final Map<String, String> inUse = new ConcurrentHashMap<>(); // containers by address

    History(MemoryStore store) {
        store.watch(Layout.ALL, 1, this);
    }

    @Override
    public void changed(Position position, List<Store.Change> changes) {
        for (var change : changes) {
            switch (change) {
                case Store.Change.Set(var entry) -> set(entry);
                case Store.Change.Removed(var key) -> {
                    rows.remove(key);
                    networks.remove(key);
                }
            }
        }
        checkNetworks(position);
    }

    private void set(Entry entry) {
        if (NetworkRecords.isAddress(entry.key())) {
            var now = NetworkRecords.address(entry.value());
            var before = rows.put(entry.key(), now);
            boolean stolen =
                    before != null && !before.resting() && !before.node().equals(now.node());
            if (stolen) {
                violations.add(entry.key() + " passed from " + before + " to " + now);
            }
        } else if (NetworkRecords.defined(entry.key()) != null) {
            networks.put(entry.key(), NetworkRecords.network(entry.value()));
        }
    }

    private void checkNetworks(Position position) {
        var seen = new HashSet<String>();
        var subnets = new ArrayList<Prefix>();
        for (var network : networks.values()) {
            if (!seen.add("name " + network.name())
                    || !seen.add("VNI " + network.options().get(NetworkRegistry.VNI))) {
                violations.add(position + ": name or VNI of " + network + " is held twice");
            }
            for (var pool : network.ipam().pools()) {
                if (subnets.stream().anyMatch(pool.subnet()::overlaps)) {
                    violations.add(position + ": " + pool.subnet() + " is held twice");
                }
                subnets.add(pool.subnet());
            }
        }
    }

    @Override
    public void ended(String reason) {}

    /** A host has acknowledged the start of a container. */
    void opened(String address, String container) {
        var before = inUse.putIfAbsent(address, container);
        if (before != null) {
            violations.add(address + " is held by " + before + " and " + container);
        }
    }

    /** Called before a container is stopped. */
    void closing(String address) {
        inUse.remove(address);
    }

    synchronized Map<String, AddressRecord> rows() {
        var held = new HashMap<String, AddressRecord>();
        rows.forEach((key, row) -> {
            if (!row.resting()) {
                held.put(key, row);
            }
        });
        return held;
    }
}
