package naru.cluster.port;

import io.avaje.json.JsonException;
import io.avaje.jsonb.JsonType;

import naru.cluster.port.PortMessages.AddressOwner;
import naru.cluster.record.Layout;
import naru.cluster.record.NodeRecords;
import naru.etcd.Bytes;
import naru.etcd.Condition;
import naru.etcd.EtcdException;
import naru.etcd.Store;
import naru.etcd.Transaction;
import naru.etcd.Write;

import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * What a worker may do in the store: read everything but secrets, say that it lives, and claim and
 * change addresses of its own endpoints.
 */
final class WorkerRights {
    private static final List<String> READABLE =
            List.of(Layout.NODES, Layout.ALIVE, Layout.NETWORKS, Layout.ADDRESSES);
    private static final List<String> READABLE_KEYS =
            List.of(Layout.CLUSTER, Layout.NETWORK_COUNTER);
    private static final JsonType<AddressOwner> OWNERS = NodeRecords.type(AddressOwner.class);

    private final Store store;
    private final String node;
    private final LongPredicate ownsLease;

    WorkerRights(Store store, String node, LongPredicate ownsLease) {
        this.store = store;
        this.node = node;
        this.ownsLease = ownsLease;
    }

    void checkList(String prefix) {
        if (!prefix.equals(Layout.CLUSTER) && !isBelowReadable(prefix)) {
            throw refusal("list", prefix);
        }
    }

    void checkGet(String key) {
        if (!READABLE_KEYS.contains(key) && !isBelowReadable(key)) {
            throw refusal("read", key);
        }
    }

    private static boolean isBelowReadable(String key) {
        return READABLE.stream().anyMatch(key::startsWith);
    }

    void checkCommit(Transaction transaction) {
        transaction.keys().forEach(this::checkGet);
        for (var write : transaction.writes()) {
            checkLease(write);
            if (write.key().startsWith(Layout.ADDRESSES)) {
                checkAddress(write, transaction);
            } else if (!write.key().equals(Layout.alive(node))) {
                throw refusal("write", write.key());
            }
        }
    }

    private void checkLease(Write write) {
        if (write instanceof Write.Put put && put.lease() != 0 && !ownsLease.test(put.lease())) {
            throw new EtcdException.Refused("requested lease not found", null);
        }
    }

    /** A condition of the transaction holds the answer until the writes. */
    private void checkAddress(Write write, Transaction transaction) {
        if (write instanceof Write.Put put && !isOwn(put.value())) {
            throw refusal("claim for another node", write.key());
        }
        for (var condition : transaction.conditions()) {
            if (condition.key().equals(write.key())) {
                switch (condition) {
                    case Condition.Absent _ -> {
                        return;
                    }
                    case Condition.Unchanged unchanged -> {
                        checkHolder(unchanged);
                        return;
                    }
                    case Condition.Present _ -> {
                        // says nothing of the holder
                    }
                }
            }
        }
        throw refusal("overwrite", write.key());
    }

    /**
     * The entry is the node's own, was released, or is another one already: revisions do not
     * return, so that the condition will not hold.
     */
    private void checkHolder(Condition.Unchanged unchanged) {
        var found = store.list(unchanged.key());
        if (found.position().revision() < unchanged.modified()) {
            throw refusal("foresee", unchanged.key());
        }
        found.entries().stream()
                .filter(entry -> entry.key().equals(unchanged.key()))
                .filter(entry -> entry.modified() == unchanged.modified())
                .filter(entry -> !isOwn(entry.value()) && !isResting(entry.value()))
                .findFirst()
                .ifPresent(foreign -> {
                    throw refusal("change", foreign.key());
                });
    }

    private boolean isOwn(Bytes value) {
        return owner(value).filter(owner -> node.equals(owner.node())).isPresent();
    }

    private static boolean isResting(Bytes value) {
        return owner(value).filter(AddressOwner::resting).isPresent();
    }

    private static Optional<AddressOwner> owner(Bytes value) {
        try {
            return Optional.ofNullable(OWNERS.fromJson(value.toByteArray()));
        } catch (JsonException damaged) {
            return Optional.empty();
        }
    }

    private EtcdException.Refused refusal(String action, String key) {
        return new EtcdException.Refused(
                "node %s may not %s %s".formatted(node, action, key), null);
    }
}
