package naru.etcd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A key-value store with etcd's guarantees: transactions and lists are strictly serializable,
 * watches ordered and complete. Keys are UTF-8.
 *
 * <p>All methods block, and throw an {@link EtcdException}: {@link EtcdException.Unavailable} if no
 * server answered, {@link EtcdException.Unknown} if a write may have been carried out.
 */
public interface Store extends AutoCloseable {
    /** All entries whose keys begin so, at the newest revision. */
    Snapshot list(String prefix);

    /** One entry at the newest revision. */
    Optional<Entry> get(String key);

    Outcome commit(Transaction transaction);

    /**
     * Reports changes of keys that begin so.
     *
     * @param from the first revision to report, normally the one after a {@link Snapshot}'s
     * @return ends the watch when it is closed
     */
    Watch watch(String prefix, long from, WatchListener listener);

    /** Creates a lease. It ends if it is not renewed for so long. */
    long grant(Duration life);

    /** Renews a lease. {@code false} if it has ended. */
    boolean renew(long lease);

    /** Ends a lease and removes its keys. */
    void revoke(long lease);

    @Override
    void close();

    /** A watch that goes on until it is closed, or {@link WatchListener#ended}. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** A change that a watch reports. */
    sealed interface Change {
        String key();

        record Set(Entry entry) implements Change {
            @Override
            public String key() {
                return entry.key();
            }
        }

        record Removed(String key) implements Change {}
    }

    /** Called by one thread at a time. */
    interface WatchListener {
        /** All changes of one or more revisions in their order; none as a sign of life. */
        void changed(Position position, List<Change> changes);

        /** Nothing more is reported; what follows the last position has to be listed. */
        void ended(String reason);
    }
}
