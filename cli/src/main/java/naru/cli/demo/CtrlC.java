package naru.cli.demo;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a thread clean up when the program is asked to stop: interrupts it, and keeps the JVM alive
 * until this is closed. A thread that takes too long is interrupted in the same way.
 */
final class CtrlC implements AutoCloseable {
    private static final long PATIENCE = 30; // seconds for the cleaning up

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;
    private final Thread watchdog;

    /** Watches over the calling thread. */
    CtrlC(Duration limit) {
        var player = Thread.currentThread();
        hook = new Thread(() -> interruptAndWait(player), "ctrl-c");
        Runtime.getRuntime().addShutdownHook(hook);
        watchdog = new Thread(() -> interruptAfter(limit, player), "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    private void interruptAndWait(Thread player) {
        player.interrupt();
        await(Duration.ofSeconds(PATIENCE));
    }

    private void interruptAfter(Duration limit, Thread player) {
        if (!await(limit)) {
            player.interrupt();
        }
    }

    private boolean await(Duration limit) {
        try {
            return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyStopping) {
            // then the hook has just been released
        }
    }
}
