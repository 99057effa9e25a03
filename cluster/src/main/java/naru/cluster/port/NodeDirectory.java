package naru.cluster.port;

import naru.cluster.identity.NodeName;
import naru.cluster.identity.Role;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecord;
import naru.cluster.record.NodeRecords;
import naru.etcd.Mirror;
import naru.etcd.Position;
import naru.etcd.Store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The nodes of the cluster with what they have open here, which ends when a node is removed or its
 * role changes.
 */
final class NodeDirectory implements AutoCloseable {
    private final Store store;
    private final Map<String, NodeRecord> nodes = new ConcurrentHashMap<>();
    private final Map<NodeName, NodeAccess> accesses = new ConcurrentHashMap<>();
    private final Map<String, Set<Long>> leases = new ConcurrentHashMap<>();
    private final Mirror mirror;

    NodeDirectory(Store store) {
        this.store = store;
        mirror = new Mirror(store, Layout.NODES, this::changed);
    }

    private void changed(Position position, List<Mirror.Change> changes) {
        for (var change : changes) {
            var id = change.key().substring(Layout.NODES.length());
            if (change.after() == null) {
                nodes.remove(id);
                leases.remove(id);
                bar(id);
            } else {
                var node = NodeRecords.INSTANCE.node(change.after().value());
                var before = nodes.put(id, node);
                if (before != null && before.spec().isManager() != node.spec().isManager()) {
                    bar(id);
                }
            }
        }
    }

    private void bar(String node) {
        for (var entry : List.copyOf(accesses.entrySet())) {
            if (entry.getKey().node().equals(node)) {
                accesses.remove(entry.getKey());
                entry.getValue().bar();
            }
        }
    }

    /** Refuses a node that was removed; one that was demoted is a worker. */
    NodeName admit(NodeName name) {
        var node = find(name.node()).orElseThrow(() -> Caller.refusal(PortException.REMOVED));
        return node.spec().isManager()
                ? name
                : new NodeName(name.cluster(), Role.WORKER, name.node());
    }

    /** From the copy, or from the store if the node has just joined. */
    private Optional<NodeRecord> find(String id) {
        var known = nodes.get(id);
        return known != null
                ? Optional.of(known)
                : store.get(Layout.node(id)).map(entry -> NodeRecords.INSTANCE.node(entry.value()));
    }

    NodeAccess access(NodeName name) {
        return accesses.computeIfAbsent(
                name,
                _ ->
                        new NodeAccess(
                                store,
                                name,
                                leases.computeIfAbsent(
                                        name.node(), _ -> ConcurrentHashMap.newKeySet())));
    }

    @Override
    public void close() {
        mirror.close();
    }
}
