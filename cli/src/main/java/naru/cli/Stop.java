package naru.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Waits for SIGTERM or SIGINT. The JVM would end with the signal's status as soon as its shutdown
 * hooks have, so the hook here waits for what has to stop, and ends the JVM itself with 0, or 1
 * when stopping failed.
 */
final class Stop {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    private Stop() {}

    /** Listens from now on. */
    static Stop onSignal() {
        var stop = new Stop();
        var hook = Thread.ofPlatform().name("stop").unstarted(stop::end);
        Runtime.getRuntime().addShutdownHook(hook);
        return stop;
    }

    /** Returns once a signal has come and {@code running} is closed. */
    void await(AutoCloseable running) throws Exception {
        asked.await();
        int result = 1;
        try {
            running.close();
            result = 0;
        } finally {
            status.complete(result);
        }
    }

    private void end() {
        asked.countDown();
        Runtime.getRuntime().halt(status.join());
    }
}
