package naru.cluster.network;

import naru.etcd.Bytes;
import naru.etcd.Condition;
import naru.etcd.Entry;
import naru.etcd.EtcdException;
import naru.etcd.Store;
import naru.etcd.Transaction;
import naru.etcd.Write;
import naru.network.model.EndpointId;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes the store agree with the endpoints of this host, in the background: rows are rewritten
 * after a change, released with the endpoint, and written again if the store has lost them.
 * Repeated until the store answers. For any thread.
 */
final class RowWriter implements AutoCloseable {
    private static final Logger log = System.getLogger(RowWriter.class.getName());

    /** How long an address rests after its release. */
    static final Duration REST = Duration.ofSeconds(60);

    private final Self self;
    private final Store store;
    private final Map<EndpointId, Wanted> wanted = new HashMap<>(); // guarded by this
    private final Set<EndpointId> changed = new LinkedHashSet<>(); // guarded by this
    private final Duration retry;
    private final Thread thread;
    private boolean closed; // guarded by this
    private final AtomicLong conflicts = new AtomicLong();

    /**
     * @param claimed whether the claim was granted: until then it is not repeated
     * @param released whether the row is to go
     */
    private record Wanted(Row row, boolean claimed, boolean released) {}

    RowWriter(Self self, Store store, Pace pace) {
        this.self = self;
        this.store = store;
        this.retry = pace.retry();
        thread = Thread.ofVirtual().name("naru-rows").start(this::work);
    }

    /** Protects the row of a claim that is being made. */
    synchronized void begin(Row row) {
        wanted.put(row.id(), new Wanted(row, false, false));
    }

    /** Undoes {@link #begin} after a claim that was not granted. */
    synchronized void forget(EndpointId id) {
        wanted.remove(id);
    }

    /** Sets what the store is to have for an endpoint that exists. */
    synchronized void keep(Row row) {
        var before = wanted.put(row.id(), new Wanted(row, true, false));
        if (before == null || !before.row.equals(row)) {
            change(row.id());
        }
    }

    /** Releases the row of an endpoint; ignored if there is none. */
    synchronized void release(EndpointId id) {
        var before = wanted.get(id);
        if (before != null) {
            wanted.put(id, new Wanted(before.row, before.claimed, true));
            change(id);
        }
    }

    /** Whether a row was released, and may still be in the store. */
    synchronized boolean isReleased(EndpointId id) {
        var want = wanted.get(id);
        return want != null && want.released;
    }

    /**
     * Compares with the rows that the store has: those of this node without an endpoint are
     * released, and those of endpoints that it lacks or that differ are written again.
     *
     * @param present all rows of this node, those at rest excepted
     */
    synchronized void compare(Collection<Row> present) {
        var byId = new HashMap<EndpointId, Row>();
        for (var row : present) {
            byId.put(row.id(), row);
            if (!wanted.containsKey(row.id())) {
                log.log(
                        Level.INFO,
                        "{0} of {1} are released: the endpoint no longer exists",
                        row.record().addresses(),
                        row.record().containerName());
                wanted.put(row.id(), new Wanted(row, true, true));
                change(row.id());
            }
        }
        wanted.forEach((id, want) -> {
            if (want.claimed && !want.released && !want.row.equals(byId.get(id))) {
                change(id);
            }
        });
    }

    /** Addresses of endpoints here that the store has given to others. */
    long conflicts() {
        return conflicts.get();
    }

    /** The number of rows that are to be written. */
    synchronized int pending() {
        return changed.size();
    }

    private void change(EndpointId id) {
        changed.add(id);
        notifyAll();
    }

    private void work() {
        boolean reported = false;
        while (true) {
            try {
                var next = next();
                if (next.isEmpty()) {
                    return;
                }
                settle(next.get());
                reported = false;
            } catch (EtcdException e) {
                if (!reported) {
                    log.log(Level.WARNING, "rows of this host: {0}", e.getMessage());
                    reported = true;
                }
                if (!pause()) {
                    return;
                }
            } catch (RuntimeException e) {
                log.log(Level.ERROR, "rows of this host", e);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    /** Whether this goes on. */
    private boolean pause() {
        try {
            Thread.sleep(retry);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Waits for a change. It stays in the set until it is done. */
    private synchronized Optional<EndpointId> next() {
        try {
            while (changed.isEmpty() && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            return Optional.empty();
        }
        return closed ? Optional.empty() : Optional.of(changed.iterator().next());
    }

    private void settle(EndpointId id) {
        Wanted want;
        synchronized (this) {
            want = wanted.get(id);
            if (want == null) {
                changed.remove(id);
                return;
            }
        }
        boolean done = want.released ? rest(want.row) : restore(want.row);
        synchronized (this) {
            if (done && want.equals(wanted.get(id))) {
                changed.remove(id);
                if (want.released) {
                    wanted.remove(id);
                }
            }
        }
    }

    private List<Entry> entries(Row row) {
        var entries = new ArrayList<Entry>();
        row.keys().forEach(key -> store.get(key).ifPresent(entries::add));
        return entries;
    }

    private static boolean isOf(Row row, Entry entry) {
        return NetworkRecords.address(entry.value()).endpoint().equals(row.record().endpoint());
    }

    /** Whether no row is left that is not at rest; otherwise another change has come between. */
    private boolean rest(Row row) {
        var held =
                entries(row).stream()
                        .filter(entry -> isOf(row, entry))
                        .filter(entry -> !NetworkRecords.address(entry.value()).resting())
                        .toList();
        if (held.isEmpty()) {
            return true;
        }
        long lease = store.grant(REST);
        var value = NetworkRecords.encode(row.record().rested());
        return replace(held, value, lease);
    }

    private boolean replace(List<Entry> entries, Bytes value, long lease) {
        var conditions = entries.stream().<Condition>map(Condition.Unchanged::new).toList();
        var writes =
                entries.stream()
                        .<Write>map(entry -> new Write.Put(entry.key(), value, lease))
                        .toList();
        return store.commit(new Transaction(conditions, writes)).committed();
    }

    /** Whether the store has the row now, or another holder has its addresses. */
    private boolean restore(Row row) {
        var value = NetworkRecords.encode(row.record());
        var present = entries(row);
        for (var entry : present) {
            var holder = NetworkRecords.address(entry.value());
            if (!isOf(row, entry) && !holder.resting()) {
                conflicts.incrementAndGet();
                log.log(
                        Level.ERROR,
                        "{0} of {1} on this host {2} is held by {3} in the store: restart one",
                        NetworkRecords.addressOf(entry.key()),
                        row.record().containerName(),
                        self.name(),
                        holder.holder());
                return true; // looked at again with the next comparison
            }
        }
        var different = present.stream().filter(e -> !e.value().equals(value)).toList();
        if (!different.isEmpty() && !replace(different, value, 0)) {
            return false;
        }
        return present.size() == row.keys().size() || create(row, present, value);
    }

    private boolean create(Row row, List<Entry> present, Bytes value) {
        var missing = new ArrayList<>(row.keys());
        present.forEach(entry -> missing.remove(entry.key()));
        var conditions = new ArrayList<>(row.networkExists());
        var writes = new ArrayList<Write>();
        for (var key : missing) {
            conditions.add(new Condition.Absent(key));
            writes.add(new Write.Put(key, value));
        }
        var outcome = store.commit(new Transaction(conditions, writes));
        boolean gone =
                !outcome.committed()
                        && outcome.found(NetworkRecords.definition(row.network())).isEmpty();
        return outcome.committed() || gone;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
