package naru.cluster.network;

import naru.cluster.record.AddressRecord;
import naru.etcd.Bytes;
import naru.network.model.EndpointId;
import naru.network.model.Network;
import naru.network.model.NetworkId;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The definitions and rows of the store, as far as this host has seen them. A row that is at rest
 * is no endpoint. One thread at a time.
 */
final class SharedState {
    private static final Logger log = System.getLogger(SharedState.class.getName());

    private final TreeMap<String, Bytes> entries = new TreeMap<>();
    private final Map<NetworkId, Network> definitions = new HashMap<>();
    private final Map<NetworkId, Map<EndpointId, Row>> rows = new HashMap<>();

    /**
     * What a batch has changed.
     *
     * @param written the entries that differ from before; null for those that are gone
     * @param networks of which a definition has appeared or disappeared
     * @param endpoints whose rows have changed, by network
     */
    record Difference(
            Map<String, @Nullable Bytes> written,
            Set<NetworkId> networks,
            Map<NetworkId, Set<EndpointId>> endpoints) {
        private Difference() {
            this(new LinkedHashMap<>(), new HashSet<>(), new LinkedHashMap<>());
        }
    }

    /** Applies a batch. Entries with the same value as before are no difference. */
    Difference apply(Map<String, @Nullable Bytes> batch) {
        var difference = new Difference();
        batch.forEach((key, value) -> set(key, value, difference));
        return difference;
    }

    /** The keys that begin so. */
    List<String> keys(String prefix) {
        return entries.tailMap(prefix).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .toList();
    }

    private void set(String key, @Nullable Bytes value, Difference difference) {
        var before = value == null ? entries.remove(key) : entries.put(key, value);
        if (value == null ? before == null : value.equals(before)) {
            return;
        }
        difference.written.put(key, value);
        try {
            if (NetworkRecords.isAddress(key)) {
                setRow(key, before, value, difference);
            } else {
                setDefinition(key, value, difference);
            }
        } catch (RuntimeException e) { // written by another program
            log.log(Level.ERROR, "cannot read " + key + " of the store", e);
        }
    }

    private void setDefinition(String key, @Nullable Bytes value, Difference difference) {
        var id = NetworkRecords.defined(key);
        if (id == null) {
            return;
        }
        difference.networks.add(id);
        definitions.remove(id);
        if (value != null) {
            definitions.put(id, NetworkRecords.network(value));
        }
    }

    private void setRow(
            String key, @Nullable Bytes before, @Nullable Bytes value, Difference difference) {
        var network = NetworkRecords.networkOf(key);
        var touched = difference.endpoints.computeIfAbsent(network, _ -> new HashSet<>());
        var present = rows.computeIfAbsent(network, _ -> new HashMap<>());
        if (before != null) {
            var id = NetworkRecords.address(before).endpointId();
            present.remove(id);
            touched.add(id);
        }
        if (value != null) {
            var record = NetworkRecords.address(value);
            touched.add(record.endpointId());
            if (!record.resting()) {
                present.put(record.endpointId(), new Row(network, record));
            }
        }
        if (present.isEmpty()) {
            rows.remove(network);
        }
    }

    Map<NetworkId, Network> definitions() {
        return Map.copyOf(definitions);
    }

    @Nullable Network definition(NetworkId network) {
        return definitions.get(network);
    }

    /** The row of an endpoint; null if it has none. */
    @Nullable Row row(NetworkId network, EndpointId endpoint) {
        return rows.getOrDefault(network, Map.of()).get(endpoint);
    }

    /** The rows of a network, by endpoint. */
    Map<EndpointId, Row> rows(NetworkId network) {
        return Map.copyOf(rows.getOrDefault(network, Map.of()));
    }

    List<Row> rows(Predicate<AddressRecord> wanted) {
        return rows.values().stream()
                .flatMap(each -> each.values().stream())
                .filter(row -> wanted.test(row.record()))
                .toList();
    }
}
