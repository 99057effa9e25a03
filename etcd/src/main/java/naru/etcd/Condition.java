package naru.etcd;

/** What must hold for a transaction to be carried out. */
public sealed interface Condition {
    String key();

    /** The key does not exist. */
    record Absent(String key) implements Condition {}

    /** The key exists. */
    record Present(String key) implements Condition {}

    /** The last put of the key was at this revision. */
    record Unchanged(String key, long modified) implements Condition {
        public Unchanged(Entry entry) {
            this(entry.key(), entry.modified());
        }
    }
}
