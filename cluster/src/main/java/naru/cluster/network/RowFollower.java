package naru.cluster.network;

import naru.cluster.record.Layout;
import naru.etcd.Bytes;
import naru.etcd.Mirror;
import naru.etcd.Position;
import naru.network.Networks;
import naru.network.model.EndpointId;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.PeerEndpoint;
import naru.network.shared.SharedNetworks.Peer;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes this host agree with the definitions and rows of the store: networks are adopted and
 * abandoned, and endpoints of other hosts passed on to pools, names and tunnels. What fails is
 * repeated by {@link #retry}. For any thread.
 */
final class RowFollower {
    private static final Logger log = System.getLogger(RowFollower.class.getName());

    private final Self self;
    private final Networks networks;
    private final Tunnels tunnels;
    private final SavedCopy copy;

    private final SharedState state = new SharedState(); // guarded by this, as all that follows
    private final Map<NetworkId, Map<EndpointId, PeerEndpoint>> shown = new HashMap<>();
    private final Set<NetworkId> incomplete = new HashSet<>();
    private final Set<String> listed = new HashSet<>(); // prefixes
    private @Nullable Position defined; // of the last change of definitions
    private boolean restored;
    private boolean closed;

    RowFollower(Self self, Networks networks, Tunnels tunnels, SavedCopy copy) {
        this.self = self;
        this.networks = networks;
        this.tunnels = tunnels;
        this.copy = copy;
    }

    /** Shows what the copy has, before networks are restored from the journal. */
    synchronized void load() {
        state.apply(new LinkedHashMap<>(copy.read()));
        state.definitions().keySet().forEach(this::showAll);
    }

    /** After networks were restored: now they can be adopted, and their pools exist. */
    synchronized void restored() {
        restored = true;
        state.definitions().keySet().forEach(this::settle);
    }

    /** Applies changes that a mirror reports; its first ones are the whole list. */
    synchronized void changed(String prefix, Position position, List<Mirror.Change> changes) {
        if (closed) {
            return;
        }
        var batch = new LinkedHashMap<String, @Nullable Bytes>();
        boolean first = listed.add(prefix);
        if (first) {
            state.keys(prefix).forEach(key -> batch.put(key, null));
        }
        for (var change : changes) {
            var after = change.after();
            batch.put(change.key(), after == null ? null : after.value());
        }
        var difference = state.apply(batch);
        copy.write(difference.written());
        var affected = new HashSet<>(difference.networks());
        if (first && prefix.equals(Layout.NETWORKS)) {
            networks.list().stream()
                    .filter(Network::isShared)
                    .map(Network::id)
                    .filter(id -> state.definition(id) == null)
                    .forEach(affected::add);
        }
        affected.forEach(this::settle);
        difference.endpoints().forEach(this::show);
        if (prefix.equals(Layout.NETWORKS)) {
            defined = position;
        }
        notifyAll();
    }

    /** Whether both lists of the store have been seen since the start. */
    synchronized boolean isComplete() {
        return listed.contains(Layout.NETWORKS) && listed.contains(Layout.ADDRESSES);
    }

    /** Adopts or abandons a network. */
    private void settle(NetworkId id) {
        var network = state.definition(id);
        try {
            if (network != null) {
                networks.adopt(network);
                showAll(id);
            } else {
                hideAll(id);
                networks.abandon(id);
            }
            incomplete.remove(id);
        } catch (NaruException.Forbidden attached) {
            if (incomplete.add(id)) {
                log.log(
                        Level.WARNING,
                        "network {0} was removed from the store: {1}",
                        id,
                        attached.getMessage());
            }
        } catch (RuntimeException e) {
            failed(id, e);
        }
    }

    private void failed(NetworkId id, RuntimeException e) {
        if (incomplete.add(id)) {
            log.log(Level.ERROR, "shared network " + id, e);
        }
    }

    /** Repeats what has failed. */
    synchronized void retry() {
        if (restored && !closed) {
            List.copyOf(incomplete).forEach(this::settle);
        }
    }

    /** Passes all rows on again. */
    synchronized void refresh() {
        if (restored && !closed) {
            state.definitions().keySet().forEach(this::settle);
        }
    }

    private @Nullable PeerEndpoint peer(@Nullable Row row) {
        return row == null || row.record().node().equals(self.node())
                ? null
                : row.record().peer(row.network());
    }

    private void show(NetworkId id, Collection<EndpointId> endpoints) {
        var network = state.definition(id);
        if (network == null) {
            return; // shown when it is defined
        }
        var before = shown.computeIfAbsent(id, _ -> new HashMap<>());
        var gone = new ArrayList<PeerEndpoint>();
        var present = new ArrayList<PeerEndpoint>();
        for (var endpoint : endpoints) {
            var old = before.get(endpoint);
            var now = peer(state.row(id, endpoint));
            if (!Objects.equals(old, now)) {
                if (old != null && (now == null || !old.hasRoutesOf(now))) {
                    gone.add(old);
                }
                if (now != null) {
                    present.add(now);
                }
            }
        }
        try {
            networks.changePeers(network, gone, present);
            tunnels.change(id, gone, present);
        } catch (RuntimeException e) {
            failed(id, e);
        }
        gone.forEach(peer -> before.remove(peer.id()));
        present.forEach(peer -> before.put(peer.id(), peer));
    }

    private void showAll(NetworkId id) {
        var network = state.definition(id);
        if (network == null) {
            return;
        }
        var present = new HashMap<EndpointId, PeerEndpoint>();
        for (var row : state.rows(id).values()) {
            var peer = peer(row);
            if (peer != null) {
                present.put(peer.id(), peer);
            }
        }
        var gone =
                shown.getOrDefault(id, Map.of()).values().stream()
                        .filter(old -> !present.containsKey(old.id()))
                        .toList();
        shown.put(id, present);
        networks.changePeers(network, gone, List.copyOf(present.values()));
        tunnels.replace(id, List.copyOf(present.values()));
    }

    private void hideAll(NetworkId id) {
        shown.remove(id); // names and pools go with the network
        tunnels.replace(id, List.of());
    }

    /**
     * Waits until the changes of definitions up to a position have been applied.
     *
     * @return {@code false} if that takes too long, because the connection to the store is slow
     */
    synchronized boolean await(Position position, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (defined == null || !defined.continues(position)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0 || closed) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** The rows of this node. */
    synchronized List<Row> ownRows() {
        return state.rows(record -> record.node().equals(self.node()));
    }

    synchronized List<Peer> peers(NetworkId network) {
        return state.rows(network).values().stream()
                .map(row -> new Peer(row.record().host(), row.record().tunnel()))
                .distinct()
                .sorted(Comparator.comparing(Peer::name))
                .toList();
    }

    /** The number of endpoints of other hosts that are passed on. */
    synchronized int size() {
        return shown.values().stream().mapToInt(Map::size).sum();
    }

    /** Forgets everything, also in the copy, when this host leaves the others. */
    synchronized void leave() {
        var all = new LinkedHashMap<String, @Nullable Bytes>();
        state.keys("").forEach(key -> all.put(key, null));
        copy.write(state.apply(all).written());
        networks.list().stream().filter(Network::isShared).map(Network::id).forEach(this::settle);
        close();
    }

    /** Ignores what mirrors report from now on. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
