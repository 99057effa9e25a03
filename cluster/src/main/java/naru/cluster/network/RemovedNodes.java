package naru.cluster.network;

import naru.cluster.record.Layout;
import naru.etcd.Condition;
import naru.etcd.Entry;
import naru.etcd.Store;
import naru.etcd.Transaction;
import naru.etcd.Write;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The rows of nodes that an administrator has removed from the cluster: nothing else releases them.
 * Each manager does it, and repetitions change nothing.
 */
record RemovedNodes(Store store) {
    /**
     * Puts the addresses of nodes without a record at rest, as after the end of their endpoints.
     * Rows are listed before nodes, so that the node of each row had joined by then.
     *
     * @return the number of addresses
     */
    int release() {
        var rows = store.list(Layout.ADDRESSES).entries();
        var nodes =
                store.list(Layout.NODES).entries().stream()
                        .map(entry -> entry.key().substring(Layout.NODES.length()))
                        .collect(Collectors.toSet());
        var left =
                rows.stream()
                        .filter(entry -> {
                            var row = NetworkRecords.address(entry.value());
                            return !row.resting() && !nodes.contains(row.node());
                        })
                        .toList();
        if (!left.isEmpty()) {
            long lease = store.grant(RowWriter.REST);
            left.forEach(row -> rest(row, lease));
        }
        return left.size();
    }

    /** A row that has changed meanwhile is another endpoint's. */
    private void rest(Entry row, long lease) {
        var rested = NetworkRecords.encode(NetworkRecords.address(row.value()).rested());
        store.commit(
                new Transaction(
                        List.of(new Condition.Unchanged(row)),
                        List.of(new Write.Put(row.key(), rested, lease))));
    }
}
