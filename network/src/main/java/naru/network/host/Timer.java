package naru.network.host;

import java.time.Duration;

/** Runs work later, one piece after the other. Any thread. */
public interface Timer extends AutoCloseable {
    /** Runs {@code work} once {@code delay} has passed. Ignored once closed. */
    Task schedule(Runnable work, Duration delay);

    /** Work that waits for its time. */
    interface Task {
        /** Drops the work unless it has begun. */
        void cancel();
    }

    /** Drops everything that waits. */
    @Override
    void close();
}
