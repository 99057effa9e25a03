package naru.network.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Keys to bytes that outlive the process, in one append-only file. One process at a time; any
 * thread.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Journal implements AutoCloseable {
    private Journal() {}

    /**
     * Takes the lock of {@code directory} and reads what is there. A torn tail is cut off.
     *
     * @throws JournalException when another process holds the lock, or when records before the last
     *     are damaged; the message names file and offset
     */
    public static Journal open(Path directory) {
        throw new UnsupportedOperationException(directory.toString());
    }

    public Optional<byte[]> get(String key) {
        throw new UnsupportedOperationException(key);
    }

    /** Every record whose key begins with {@code kind + "/"}, by key. */
    public SortedMap<String, byte[]> all(String kind) {
        throw new UnsupportedOperationException(kind);
    }

    public void put(String key, byte[] value, Durability durability) {
        write(List.of(new Change.Put(key, value)), durability);
    }

    public void remove(String key, Durability durability) {
        write(List.of(new Change.Remove(key)), durability);
    }

    /** Makes all changes or none of them, in their order. */
    public void write(List<Change> changes, Durability durability) {
        throw new UnsupportedOperationException(changes + " " + durability);
    }

    @Override
    public void close() {}
}
