package naru.etcd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A {@link Store} in memory, for tests of what is built on one. Leases end when {@link #expire} is
 * called. Watches are called by the thread that makes a change.
 */
public final class MemoryStore implements Store {
    private final long cluster;
    private final NavigableMap<String, Entry> entries = new TreeMap<>();
    private final List<Commit> history = new ArrayList<>();
    private final Set<Long> leases = new HashSet<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private long revision = 1;
    private long compacted;
    private long lastLease;

    private record Commit(long revision, List<Change> changes) {}

    public MemoryStore() {
        this(1);
    }

    /**
     * @param cluster its id
     */
    public MemoryStore(long cluster) {
        this.cluster = cluster;
    }

    private Position position() {
        return new Position(cluster, revision);
    }

    @Override
    public synchronized Snapshot list(String prefix) {
        return new Snapshot(
                position(),
                entries.tailMap(prefix, true).values().stream()
                        .takeWhile(entry -> entry.key().startsWith(prefix))
                        .toList());
    }

    @Override
    public synchronized Optional<Entry> get(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    @Override
    public synchronized Outcome commit(Transaction transaction) {
        if (!transaction.conditions().stream().allMatch(this::holds)) {
            var found =
                    transaction.keys().stream()
                            .flatMap(key -> Optional.ofNullable(entries.get(key)).stream())
                            .toList();
            return Outcome.refused(position(), found);
        }
        for (var write : transaction.writes()) {
            if (write instanceof Write.Put put
                    && put.lease() != 0
                    && !leases.contains(put.lease())) {
                throw new EtcdException.Refused("etcdserver: requested lease not found", null);
            }
        }
        apply(transaction.writes());
        return Outcome.committed(position());
    }

    private boolean holds(Condition condition) {
        var entry = entries.get(condition.key());
        return switch (condition) {
            case Condition.Absent _ -> entry == null;
            case Condition.Present _ -> entry != null;
            case Condition.Unchanged unchanged ->
                    (entry == null ? 0 : entry.modified()) == unchanged.modified();
        };
    }

    private void apply(List<Write> writes) {
        long next = revision + 1;
        var changes = new ArrayList<Change>();
        for (var write : writes) {
            var before = entries.get(write.key());
            switch (write) {
                case Write.Put put -> {
                    var entry =
                            new Entry(
                                    put.key(),
                                    put.value(),
                                    before == null ? next : before.created(),
                                    next,
                                    put.lease());
                    entries.put(put.key(), entry);
                    changes.add(new Change.Set(entry));
                }
                case Write.Delete delete -> {
                    if (before != null) {
                        entries.remove(delete.key());
                        changes.add(new Change.Removed(delete.key()));
                    }
                }
            }
        }
        if (!changes.isEmpty()) {
            revision = next;
            var commit = new Commit(next, List.copyOf(changes));
            history.add(commit);
            List.copyOf(subscriptions).forEach(subscription -> subscription.send(commit));
        }
    }

    private final class Subscription implements Watch {
        private final String prefix;
        private final long from;
        private final WatchListener listener;

        private Subscription(String prefix, long from, WatchListener listener) {
            this.prefix = prefix;
            this.from = from;
            this.listener = listener;
        }

        private void send(Commit commit) {
            var changes =
                    commit.changes.stream()
                            .filter(change -> change.key().startsWith(prefix))
                            .toList();
            if (commit.revision >= from && !changes.isEmpty()) {
                listener.changed(new Position(cluster, commit.revision), changes);
            }
        }

        @Override
        public void close() {
            synchronized (MemoryStore.this) {
                subscriptions.remove(this);
            }
        }
    }

    @Override
    public synchronized Watch watch(String prefix, long from, WatchListener listener) {
        var subscription = new Subscription(prefix, from, listener);
        if (from <= compacted) {
            listener.ended("the revision is compacted");
            return subscription;
        }
        history.forEach(subscription::send);
        subscriptions.add(subscription);
        return subscription;
    }

    /** Forgets what led to the present revision. */
    public synchronized void compact() {
        compacted = revision;
        history.clear();
    }

    /** Ends all watches, as the end of a connection does. */
    public synchronized void disconnect() {
        var ended = List.copyOf(subscriptions);
        subscriptions.clear();
        ended.forEach(subscription -> subscription.listener.ended("disconnected"));
    }

    @Override
    public synchronized long grant(Duration life) {
        leases.add(++lastLease);
        return lastLease;
    }

    @Override
    public synchronized boolean renew(long lease) {
        return leases.contains(lease);
    }

    @Override
    public synchronized void revoke(long lease) {
        expire(lease);
    }

    /** Ends a lease. */
    public synchronized void expire(long lease) {
        if (leases.remove(lease)) {
            Map<String, Entry> held = new HashMap<>(entries);
            held.values().removeIf(entry -> entry.lease() != lease);
            apply(held.keySet().stream().sorted().<Write>map(Write.Delete::new).toList());
        }
    }

    @Override
    public void close() {
        disconnect();
    }
}
