package naru.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Waits for SIGTERM or SIGINT. The JVM would exit with the signal's status after its shutdown
 * hooks, so this hook waits for the parts to stop and halts the JVM with 0, or 1 if stopping
 * failed.
 */
final class ShutdownSignal {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    private ShutdownSignal() {}

    /** Installs the hook. */
    static ShutdownSignal onSignal() {
        var stop = new ShutdownSignal();
        var hook = Thread.ofPlatform().name("stop").unstarted(stop::end);
        Runtime.getRuntime().addShutdownHook(hook);
        return stop;
    }

    /** Returns after a signal, once {@code running} is closed. */
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
