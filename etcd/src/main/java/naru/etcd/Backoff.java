package naru.etcd;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses between attempts, which double from {@code first} on, each with some random difference.
 *
 * @param last the longest pause
 */
record Backoff(Duration first, Duration last) {
    private static final int MAX_DOUBLINGS = 10;

    /**
     * Waits before an attempt.
     *
     * @param failures the attempts before
     */
    void pause(int failures) throws InterruptedException {
        long most =
                Math.min(last.toMillis(), first.toMillis() << Math.min(failures, MAX_DOUBLINGS));
        Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    }
}
