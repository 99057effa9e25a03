package naru.network.host;

/** Runs tasks in the background, one at a time. Any thread. */
public interface Worker extends AutoCloseable {
    /** Runs {@code work} after everything that was submitted before. Ignored once closed. */
    Task submit(Runnable work);

    /** A submitted task. */
    interface Task {
        /** Waits until the task has completed or failed. */
        void await();
    }

    /** Completes submitted tasks, within some seconds. */
    @Override
    void close();
}
