package naru.network.host;

/** Runs work in the background, one piece after the other. Any thread. */
public interface Worker extends AutoCloseable {
    /** Runs {@code work} after everything that was submitted before. Ignored once closed. */
    Task submit(Runnable work);

    /** A piece of work that was submitted. */
    interface Task {
        /** Waits until the work is done or has failed. */
        void await();
    }

    /** Finishes what was submitted, within some seconds. */
    @Override
    void close();
}
