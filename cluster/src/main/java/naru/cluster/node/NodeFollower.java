package naru.cluster.node;

import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecord;
import naru.cluster.record.NodeRecords;
import naru.etcd.Entry;
import naru.etcd.Mirror;
import naru.etcd.Position;
import naru.etcd.Store;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A copy of the records of all nodes. */
final class NodeFollower implements AutoCloseable {
    private final Map<String, NodeRecord> nodes = new ConcurrentHashMap<>();
    private final Runnable onChange;
    private final Listener listener;
    private final Mirror mirror;
    private boolean listed; // of the mirror's thread

    /** Called for each change after the first list. */
    interface Listener {
        void changed(@Nullable NodeRecord before, @Nullable NodeRecord after);
    }

    NodeFollower(Store store, Runnable onChange, Listener listener) {
        this.onChange = onChange;
        this.listener = listener;
        mirror = new Mirror(store, Layout.NODES, this::changed);
    }

    private void changed(Position position, List<Mirror.Change> changes) {
        for (var change : changes) {
            var id = change.key().substring(Layout.NODES.length());
            var before = record(change.before());
            var after = record(change.after());
            if (after == null) {
                nodes.remove(id);
            } else {
                nodes.put(id, after);
            }
            if (listed) {
                listener.changed(before, after);
            }
        }
        listed = true;
        onChange.run();
    }

    private static @Nullable NodeRecord record(@Nullable Entry entry) {
        return entry == null ? null : NodeRecords.INSTANCE.node(entry.value());
    }

    Optional<NodeRecord> node(String id) {
        return Optional.ofNullable(nodes.get(id));
    }

    /** All managers, in the order of their ids. */
    List<LocalStatus.Peer> managers() {
        return nodes.values().stream()
                .filter(node -> node.spec().isManager())
                .sorted(Comparator.comparing(NodeRecord::id))
                .map(node ->
                        new LocalStatus.Peer(
                                node.id(), HostPort.of(node.address(), node.port()).toString()))
                .toList();
    }

    /** The ports of all managers but one. */
    List<String> managersExcept(String id) {
        return managers().stream()
                .filter(manager -> !manager.node().equals(id))
                .map(LocalStatus.Peer::address)
                .toList();
    }

    @Override
    public void close() {
        mirror.close();
    }
}
