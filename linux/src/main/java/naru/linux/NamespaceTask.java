package naru.linux;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CountDownLatch;

/** A task that a {@link NamespaceThread} runs for another thread, which waits for it. */
final class NamespaceTask<T, X extends Exception> {
    private final NamespaceWork<T, X> work;
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable T result;
    private @Nullable Throwable failure;

    NamespaceTask(NamespaceWork<T, X> work) {
        this.work = work;
    }

    /** Runs the task and stores its result or exception. */
    void execute() {
        try {
            result = work.run();
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    /**
     * The thread could not return to its namespace; this failure takes precedence over the task's.
     */
    void failed(Throwable reason) {
        failure = reason;
    }

    void finish() {
        done.countDown();
    }

    /** Waits uninterruptibly: tasks are short, and a result may own descriptors. */
    @SuppressWarnings("NullAway") // a task that did not fail has set its result
    T await() throws X {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException ignored) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw rethrown(failure);
        }
        return result;
    }

    @SuppressWarnings("unchecked") // the task throws no checked exception but X
    private X rethrown(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return (X) thrown;
    }
}
