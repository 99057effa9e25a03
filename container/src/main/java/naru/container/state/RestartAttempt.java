package naru.container.state;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A planned start of a container: due after a pause, or earlier when woken. Any thread. */
public final class RestartAttempt {
    private final CountDownLatch due = new CountDownLatch(1);

    public RestartAttempt() {}

    /** Makes the attempt due at once. */
    public void wake() {
        due.countDown();
    }

    /** Returns after {@code pause}, or when the attempt is woken. */
    @SuppressWarnings("ReturnValueIgnored") // it is due in both cases
    public void await(Duration pause) throws InterruptedException {
        due.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }
}
