package naru.network.host;

import java.time.Duration;

/** Runs tasks after a delay, one at a time. Any thread. */
public interface Timer extends AutoCloseable {
    /** Runs {@code work} once {@code delay} has passed. Ignored once closed. */
    Task schedule(Runnable work, Duration delay);

    /** A scheduled task. */
    interface Task {
        /** Cancels the task unless it has begun. */
        void cancel();
    }

    /** Cancels all scheduled tasks. */
    @Override
    void close();
}
