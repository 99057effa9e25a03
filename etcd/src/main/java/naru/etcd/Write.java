package naru.etcd;

/** A change of one key. */
public sealed interface Write {
    String key();

    /**
     * Sets a value.
     *
     * @param lease the lease that the key ends with, 0 for none
     */
    record Put(String key, Bytes value, long lease) implements Write {
        public Put(String key, Bytes value) {
            this(key, value, 0);
        }
    }

    /** Removes the key, if it exists. */
    record Delete(String key) implements Write {}
}
