package naru.network.journal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A persistent map of keys to bytes, in one append-only file. For one process at a time, and any of
 * its threads. When most of the file is obsolete, current records are written to a new file that
 * replaces it.
 */
public final class Journal implements AutoCloseable {
    private static final Logger log = System.getLogger(Journal.class.getName());
    private static final int COMPACT_FROM = 1 << 20; // bytes

    private final JournalStore store;
    private final Consumer<String> step;
    private final NavigableMap<String, byte[]> values;
    private final Object syncing = new Object(); // taken before the monitor of this, never after
    private long live;
    private long written; // bytes ever appended by this process, so that it only grows
    private volatile long synced; // of those, the bytes known to be on disk
    private @Nullable Exception failure;

    /** Takes over {@code store}, in which {@code found} was read. */
    Journal(JournalStore store, Recovery found, Consumer<String> step) {
        this.store = store;
        this.step = step;
        values = found.values();
        values.forEach((key, value) -> live += size(key, value));
    }

    /**
     * Locks {@code directory}, which is created if missing, and reads the file. A torn tail is cut
     * off. Damage before it is logged with its offset, a copy of the file is kept, and all readable
     * records are used.
     *
     * @throws JournalException if another process holds the lock or the file cannot be read
     */
    public static Journal open(Path directory) {
        return open(directory, _ -> {});
    }

    /**
     * {@code step} is called before each append and each step of compaction, and may throw to
     * simulate a failure or a crash.
     */
    public static Journal open(Path directory, Consumer<String> step) {
        try {
            Files.createDirectories(directory);
            var lock = LockFile.take(directory.resolve("lock"));
            try {
                return recover(directory, lock, step);
            } catch (RuntimeException | IOException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new JournalException("cannot open the journal in " + directory, e);
        }
    }

    private static Journal recover(Path directory, LockFile lock, Consumer<String> step)
            throws IOException {
        JournalFile.clean(directory);
        var path = JournalFile.path(directory);
        var found = Recovery.read(Files.exists(path) ? Files.readAllBytes(path) : new byte[0]);
        if (!found.damage().isEmpty()) {
            var copy = directory.resolve("journal.damaged");
            Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
            for (var damage : found.damage()) {
                log.log(
                        Level.ERROR,
                        "{0} is damaged from byte {1} to {2}; kept as {3}, what is whole is used",
                        path,
                        Long.toString(damage.from()),
                        Long.toString(damage.to()),
                        copy);
            }
        }
        var file = JournalFile.open(directory, found.end(), lock);
        var journal = new Journal(file, found, step);
        if (!found.damage().isEmpty()) {
            journal.compact();
        }
        return journal;
    }

    /**
     * The content of the journal of {@code directory}, even while another process has it open.
     * Takes no lock and changes nothing; damaged records are skipped, and a missing journal is
     * empty.
     */
    public static SortedMap<String, byte[]> read(Path directory) {
        var path = JournalFile.path(directory);
        try {
            return Files.exists(path)
                    ? Recovery.read(Files.readAllBytes(path)).values()
                    : new TreeMap<>();
        } catch (IOException e) {
            throw new JournalException("cannot read " + path, e);
        }
    }

    public synchronized Optional<byte[]> get(String key) {
        return Optional.ofNullable(values.get(key)).map(byte[]::clone);
    }

    /** Every record whose key begins with {@code kind + "/"}, by key. */
    public synchronized SortedMap<String, byte[]> all(String kind) {
        return new TreeMap<>(values.subMap(kind + "/", kind + "0")); // '0' follows '/'
    }

    public void put(String key, byte[] value, Durability durability) {
        write(List.of(new Change.Put(key, value)), durability);
    }

    public void remove(String key, Durability durability) {
        write(List.of(new Change.Remove(key)), durability);
    }

    /**
     * Applies all changes in order, or none.
     *
     * @throws JournalException if they could not be written; then none is applied
     */
    public void write(List<Change> changes, Durability durability) {
        long position = append(Frame.encode(changes), changes);
        if (durability == Durability.POWER) {
            sync(position);
        }
        if (worthCompacting()) {
            tryToCompact();
        }
    }

    private synchronized long append(byte[] frame, List<Change> changes) {
        checkUsable();
        step.accept(changes.isEmpty() ? "append" : "append " + changes.getFirst().key());
        try {
            store.append(frame);
        } catch (IOException e) {
            if (e instanceof JournalStore.Torn) {
                failure = e;
            }
            throw new JournalException("cannot write to " + store, e);
        }
        written += frame.length;
        for (var change : changes) {
            var before = values.get(change.key());
            live -= before == null ? 0 : size(change.key(), before);
            live += change instanceof Change.Put put ? size(put.key(), put.value()) : 0;
            Recovery.apply(change, values);
        }
        return written;
    }

    /**
     * Waits until everything up to {@code position} is on disk; one sync serves all waiting
     * threads.
     */
    private void sync(long position) {
        synchronized (syncing) {
            if (synced >= position) {
                return;
            }
            try {
                long reached;
                synchronized (this) {
                    checkUsable();
                    reached = written;
                }
                store.sync();
                synced = reached;
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    /** After a failed sync the content of the disk is unknown, so further writes fail. */
    private synchronized void fail(IOException e) {
        failure = e;
        checkUsable();
    }

    private void checkUsable() {
        if (failure != null) {
            throw new JournalException(store + " failed before; restart the daemon", failure);
        }
    }

    private synchronized boolean worthCompacting() {
        return store.size() > COMPACT_FROM && store.size() > 4 * live;
    }

    /** A failure loses nothing: the old file remains, and the next write retries. */
    private void tryToCompact() {
        try {
            compact();
        } catch (IOException e) {
            log.log(Level.WARNING, "cannot compact " + store, e);
        }
    }

    /** Writes current records to a new file and replaces the old one. */
    void compact() throws IOException {
        synchronized (syncing) {
            synchronized (this) {
                replaceFile();
            }
        }
    }

    private void replaceFile() throws IOException {
        var all = new ArrayList<Change>();
        values.forEach((key, value) -> all.add(new Change.Put(key, value)));
        store.replace(all.isEmpty() ? new byte[0] : Frame.encode(all), step);
        synced = written;
    }

    /** The size of the file in bytes. */
    synchronized long size() {
        return store.size();
    }

    private static long size(String key, byte[] value) {
        return 7L + key.length() + value.length;
    }

    @Override
    public void close() {
        synchronized (syncing) {
            synchronized (this) {
                try {
                    store.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    failure = new IllegalStateException("closed");
                }
            }
        }
    }
}
