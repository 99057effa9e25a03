package naru.proxy.control;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one thread; signals that come while it is awake count as one. Any thread. */
final class Wakeup {
    private final Semaphore signals = new Semaphore(0);

    void signal() {
        signals.release();
    }

    /**
     * Waits for the next signal.
     *
     * @param limit in milliseconds
     * @return whether there was one
     */
    boolean await(long limit) {
        try {
            boolean signalled = signals.tryAcquire(limit, TimeUnit.MILLISECONDS);
            signals.drainPermits();
            return signalled;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
