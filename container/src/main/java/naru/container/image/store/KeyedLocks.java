package naru.container.image.store;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** One lock per key in use. For any thread. */
final class KeyedLocks {
    private final Map<String, Entry> entries = new HashMap<>();

    private static final class Entry {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    /** An interruptible task. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws Exception;
    }

    /** Runs {@code work} exclusively for {@code key}. */
    <T> T with(String key, Work<T> work) throws Exception {
        var entry = enter(key);
        try {
            entry.lock.lockInterruptibly();
            try {
                return work.run();
            } finally {
                entry.lock.unlock();
            }
        } finally {
            leave(key, entry);
        }
    }

    private synchronized Entry enter(String key) {
        var entry = entries.computeIfAbsent(key, _ -> new Entry());
        entry.users++;
        return entry;
    }

    private synchronized void leave(String key, Entry entry) {
        if (--entry.users == 0) {
            entries.remove(key);
        }
    }
}
