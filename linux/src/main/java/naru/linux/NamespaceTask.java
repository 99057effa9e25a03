package naru.linux;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CountDownLatch;

/** Work done by a {@link NamespaceThread} for another thread, which waits for it. */
final class Trip<T, X extends Exception> {
    private final Netns.Inside<T, X> work;
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable T result;
    private @Nullable Throwable failure;

    Trip(Netns.Inside<T, X> work) {
        this.work = work;
    }

    /** Does the work and keeps what comes of it. */
    void make() {
        try {
            result = work.run();
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    /** The thread could not come home, which matters more than what the work says. */
    void failed(Throwable reason) {
        failure = reason;
    }

    void finish() {
        done.countDown();
    }

    /** Waits to the end: work inside is short, and its result may hold descriptors. */
    @SuppressWarnings("NullAway") // work that did not fail has set its result
    T await() throws X {
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException stop) {
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

    @SuppressWarnings("unchecked") // the work throws nothing checked but X
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
