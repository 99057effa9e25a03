package naru.network.host.linux;

import naru.network.host.Worker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A worker with a thread of its own, which ends when it is idle. */
public final class BackgroundWorker implements Worker {
    private static final Logger log = System.getLogger(BackgroundWorker.class.getName());
    private static final long IDLE_SECONDS = 5;
    private static final long CLOSE_TIMEOUT_SECONDS = 10;

    private final String name;
    private final ThreadPoolExecutor executor;

    BackgroundWorker(String name) {
        this.name = name;
        executor =
                new ThreadPoolExecutor(
                        0,
                        1,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().name(name).daemon().factory(),
                        new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public Task submit(Runnable work) {
        var done = new CompletableFuture<Void>();
        executor.execute(() -> {
            try {
                work.run();
            } finally {
                done.complete(null);
            }
        });
        if (executor.isShutdown()) {
            done.complete(null); // it may have been discarded
        }
        return done::join;
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                log.log(Level.WARNING, "the kernel does not finish the work of {0}", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
