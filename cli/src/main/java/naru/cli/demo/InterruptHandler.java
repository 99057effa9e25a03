package naru.cli.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a thread clean up on SIGINT and SIGTERM: interrupts it, and keeps the JVM alive until this
 * is closed. A thread that exceeds the time limit is interrupted in the same way.
 */
final class InterruptHandler implements AutoCloseable {
    private static final long CLEANUP_TIMEOUT_SECONDS = 30; // seconds for the cleanup

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private final Thread watchdog;

    /** Installs the handler for the calling thread. */
    InterruptHandler(Duration limit) {
        var player = Thread.currentThread();
        hook = new Thread(() -> interruptAndWait(player), "ctrl-c");
        Runtime.getRuntime().addShutdownHook(hook);
        watchdog = new Thread(() -> interruptAfter(limit, player), "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    private void interruptAndWait(Thread player) {
        player.interrupt();
        await(Duration.ofSeconds(CLEANUP_TIMEOUT_SECONDS));
    }

    private void interruptAfter(Duration limit, Thread player) {
        if (!await(limit)) {
            player.interrupt();
        }
    }

    private boolean await(Duration limit) {
        try {
            return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException ignored) {
            return false;
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ignored) {
            // the hook has been released already
        }
    }
}
