package naru.etcd;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A copy of all entries whose keys begin so, which follows the store. It lists them, watches from
 * the next revision, and begins again whenever the watch ends for any reason, and every minute: so
 * an event that a server or a connection has lost is missing for a minute at most. The difference
 * between two lists is reported like any other change.
 */
public final class Mirror implements AutoCloseable {
    private static final Logger log = System.getLogger(Mirror.class.getName());

    /** Of two lists. */
    private static final Duration COMPARISON = Duration.ofSeconds(60);

    private static final Backoff BACKOFF =
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

    /**
     * How many lists in a row have to show an older revision of the same cluster before they are
     * believed: etcd 3.4 can serve a stale one after a pause, and a snapshot can have been
     * restored.
     */
    private static final int OLDER_LISTS = 3;

    private final Store store;
    private final String prefix;
    private final Listener listener;
    private final Duration comparison;
    private final Thread thread;

    private final NavigableMap<String, Entry> entries = new TreeMap<>(); // of the thread
    private @Nullable Position position; // of the thread
    private int older; // of the thread
    private volatile boolean closed;
    private volatile Statistics statistics = new Statistics(0, 0, 0, false);

    /** Called by one thread, in the order of revisions. */
    public interface Listener {
        /**
         * All changes between two revisions, sorted by revision as far as a watch reported them.
         *
         * @param position where the mirror is now
         */
        void changed(Position position, List<Change> changes);
    }

    /**
     * A change of one key.
     *
     * @param before {@code null} for a new key
     * @param after {@code null} for a removed one
     */
    public record Change(String key, @Nullable Entry before, @Nullable Entry after) {}

    /**
     * What a mirror has been through.
     *
     * @param revision the last one that it has seen
     * @param lists how often it has listed all entries
     * @param missed changes that a list showed and the watch should have reported before
     * @param following whether a watch is established
     */
    public record Statistics(long revision, long lists, long missed, boolean following) {
        private Statistics at(long now) {
            return new Statistics(now, lists, missed, following);
        }

        private Statistics listed(long now, long found) {
            return new Statistics(now, lists + 1, missed + found, false);
        }

        private Statistics following(boolean now) {
            return new Statistics(revision, lists, missed, now);
        }
    }

    public Mirror(Store store, String prefix, Listener listener) {
        this(store, prefix, listener, COMPARISON);
    }

    /**
     * @param comparison the time after which the entries are listed again
     */
    public Mirror(Store store, String prefix, Listener listener, Duration comparison) {
        this.store = store;
        this.prefix = prefix;
        this.listener = listener;
        this.comparison = comparison;
        thread = Thread.ofVirtual().name("mirror of " + prefix).start(this::follow);
    }

    public Statistics statistics() {
        return statistics;
    }

    private void follow() {
        int failures = 0;
        while (!closed) {
            try {
                if (list()) {
                    failures = 0;
                    watch();
                    continue;
                }
            } catch (EtcdException e) {
                if (failures == 0 && !closed) {
                    log.log(Level.WARNING, "{0}: {1}", prefix, e.getMessage());
                }
            } catch (RuntimeException e) {
                if (!closed) {
                    log.log(Level.ERROR, "mirror of " + prefix, e);
                }
            }
            pause(++failures);
        }
    }

    /** Whether the list was taken over. */
    private boolean list() {
        var snapshot = store.list(prefix);
        var last = position;
        if (last != null && !snapshot.position().continues(last)) {
            boolean same = last.cluster() == snapshot.position().cluster();
            if (same && ++older < OLDER_LISTS) {
                return false;
            }
            log.log(
                    Level.WARNING,
                    "{0}: the store is at {1} after {2}: another one, or restored",
                    prefix,
                    snapshot.position(),
                    last);
            last = null;
        }
        older = 0;
        var changes = difference(snapshot);
        long seen = last == null ? 0 : last.revision(); // no revision is 0
        long missed = changes.stream().filter(change -> isMissed(change, seen)).count();
        statistics = statistics.listed(snapshot.position().revision(), missed);
        if (missed > 0) {
            log.log(Level.WARNING, "{0}: the watch has missed {1} changes", prefix, missed);
        }
        boolean first = position == null;
        position = snapshot.position();
        if (first || !changes.isEmpty()) {
            listener.changed(snapshot.position(), changes);
        }
        return true;
    }

    /** Deletions carry no revision, so only puts can be recognized. */
    private static boolean isMissed(Change change, long seen) {
        var after = change.after();
        return after != null && after.modified() <= seen;
    }

    private List<Change> difference(Snapshot snapshot) {
        var now = new TreeMap<String, Entry>();
        snapshot.entries().forEach(entry -> now.put(entry.key(), entry));
        var changes = new ArrayList<Change>();
        for (var before : List.copyOf(entries.values())) {
            if (!now.containsKey(before.key())) {
                changes.add(new Change(before.key(), before, null));
            }
        }
        now.values()
                .forEach(after -> {
                    var before = entries.get(after.key());
                    if (!after.equals(before)) {
                        changes.add(new Change(after.key(), before, after));
                    }
                });
        entries.clear();
        entries.putAll(now);
        return changes;
    }

    private sealed interface Message {
        record Changed(Position position, List<Store.Change> changes) implements Message {}

        record Ended(String reason) implements Message {}
    }

    /** Until the watch ends, or it is time for the next list. */
    private void watch() {
        var start = position;
        if (start == null) {
            throw new IllegalStateException("no list");
        }
        var messages = new LinkedBlockingQueue<Message>();
        var handler =
                new Store.WatchListener() {
                    @Override
                    public void changed(Position position, List<Store.Change> changes) {
                        messages.add(new Message.Changed(position, changes));
                    }

                    @Override
                    public void ended(String reason) {
                        messages.add(new Message.Ended(reason));
                    }
                };
        try (var _ = store.watch(prefix, start.revision() + 1, handler)) {
            statistics = statistics.following(true);
            long end = System.nanoTime() + jittered(comparison).toNanos();
            while (!closed) {
                var message = next(messages, end - System.nanoTime());
                switch (message) {
                    case null -> {
                        return;
                    }
                    case Message.Ended ended -> {
                        log.log(Level.DEBUG, "watch of {0} ended: {1}", prefix, ended.reason());
                        return;
                    }
                    case Message.Changed changed -> {
                        if (!apply(changed)) {
                            return;
                        }
                    }
                }
            }
        } finally {
            statistics = statistics.following(false);
        }
    }

    private static @Nullable Message next(BlockingQueue<Message> messages, long nanos) {
        try {
            return messages.poll(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return null; // closed
        }
    }

    /** Whether the watch goes on. */
    private boolean apply(Message.Changed changed) {
        var last = position;
        if (last != null && changed.position.cluster() != last.cluster()) {
            return false;
        }
        var changes = new ArrayList<Change>();
        for (var change : changed.changes) {
            switch (change) {
                case Store.Change.Set set ->
                        changes.add(
                                new Change(
                                        set.key(),
                                        entries.put(set.key(), set.entry()),
                                        set.entry()));
                case Store.Change.Removed removed -> {
                    var before = entries.remove(removed.key());
                    if (before != null) {
                        changes.add(new Change(removed.key(), before, null));
                    }
                }
            }
        }
        if (!changes.isEmpty()) {
            // A sign of life can overtake changes in etcd before 3.4.25, so it is no position.
            position = changed.position;
            statistics = statistics.at(changed.position.revision());
            listener.changed(changed.position, changes);
        }
        return true;
    }

    private static Duration jittered(Duration time) {
        return time.plusMillis(ThreadLocalRandom.current().nextLong(time.toMillis() / 5 + 1));
    }

    private static void pause(int failures) {
        try {
            BACKOFF.pause(failures);
        } catch (InterruptedException ignored) {
            // closed
        }
    }

    /** Waits for a call of the listener to end. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        if (Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
