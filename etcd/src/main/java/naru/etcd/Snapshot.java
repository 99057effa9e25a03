package naru.etcd;

import java.util.List;

/**
 * The entries of a key range at one revision, in the order of their keys.
 *
 * @param position where the store was
 */
public record Snapshot(Position position, List<Entry> entries) {
    public Snapshot {
        entries = List.copyOf(entries);
    }
}
