package naru.network.journal;

/** One step of an atomic batch. Keys have the form {@code kind/id}. */
public sealed interface Change {
    String key();

    /** Sets the value of a key. The array is kept, not copied: do not change it afterwards. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Put(String key, byte[] value) implements Change {}

    /** Deletes a key; a missing one is not an error. */
    record Remove(String key) implements Change {}
}
