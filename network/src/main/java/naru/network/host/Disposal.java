package naru.network.host;

import naru.linux.Errno;
import naru.linux.LinuxException;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.RouteSocket;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Deletes links that are out of service, one after another, while their former users go on: the
 * kernel takes some 35 ms for each. What fails here is a leftover, which a later repair removes.
 */
public final class Disposal implements AutoCloseable {
    private static final Logger log = System.getLogger(Disposal.class.getName());
    private static final long IDLE_SECONDS = 5;
    private static final long PATIENCE_SECONDS = 10;

    private final RouteSocket route;
    private final ConcurrentHashMap<String, CompletableFuture<?>> pending =
            new ConcurrentHashMap<>();
    private final ExecutorService worker =
            new ThreadPoolExecutor(
                    0,
                    1,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().name("dispose").daemon().factory());

    /** Takes over {@code route}, a socket that nobody else waits for. */
    Disposal(RouteSocket route) {
        this.route = route;
    }

    /** Deletes a link soon. */
    void add(String name, int index) {
        var done = CompletableFuture.runAsync(() -> delete(name, index), worker);
        pending.put(name, done);
        done.whenComplete((_, _) -> pending.remove(name, done));
    }

    /** Waits until a link of this name that is to be deleted has gone, or its deletion failed. */
    void await(String name) {
        var deletion = pending.get(name);
        if (deletion != null) {
            deletion.handle((_, _) -> true).join();
        }
    }

    private void delete(String name, int index) {
        try {
            route.apply(new LinkChange.Delete(LinkRef.of(index)));
        } catch (LinuxException e) {
            if (!e.is(Errno.ENODEV)) {
                log.log(Level.WARNING, "cannot delete " + name + " yet", e);
            }
        }
    }

    /** Finishes what was begun. */
    @Override
    public void close() {
        worker.shutdown();
        try (route) {
            if (!worker.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                log.log(Level.WARNING, "the kernel does not let go of {0}", pending.keySet());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
