package naru.network.reconcile;

import naru.linux.nft.NftEvent;
import naru.linux.nft.NftMonitor;
import naru.linux.route.RouteEvent;
import naru.linux.route.RouteMonitor;
import naru.network.host.Host;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Listens to the kernel and calls for a repair soon after something of ours was changed by somebody
 * else, and every minute in any case. Repairs run one at a time, on a thread of the watcher's own.
 */
public final class Watcher implements AutoCloseable {
    private static final Logger log = System.getLogger(Watcher.class.getName());
    private static final Duration QUIET =
            Duration.ofMillis(40); // one repair for a burst of changes
    private static final Duration RETRY = Duration.ofMillis(250); // after listening has failed
    private static final Duration USUAL = Duration.ofMinutes(1);

    private final RouteMonitor routes;
    private final NftMonitor nft;
    private final @Nullable FileWatch files;
    private final Repair repair;
    private final Semaphore calls = new Semaphore(0);
    private volatile boolean open = true;

    /** Puts right what calls were for, or everything; false when it has to be called again soon. */
    @FunctionalInterface
    public interface Repair {
        boolean repair(boolean everything);
    }

    /**
     * Starts watching.
     *
     * @param routeMatters whether a change to links or addresses calls for a repair
     * @param nftMatters the same for the rule set
     * @param directory of the files that are watched, too
     * @param fileMatters whether a file that has gone calls for a repair; the directory stands for
     *     any of them
     */
    public Watcher(
            Host host,
            Predicate<RouteEvent> routeMatters,
            Predicate<NftEvent> nftMatters,
            Path directory,
            Predicate<Path> fileMatters,
            Repair repair) {
        this.repair = repair;
        routes = host.inside(RouteMonitor::open);
        try {
            nft = host.inside(NftMonitor::open);
        } catch (RuntimeException e) {
            routes.close();
            throw e;
        }
        files = watch(directory);
        if (files != null) {
            start("watch-files", () -> files.listen(gone -> callIf(fileMatters.test(gone))));
        }
        start("watch-routes", () -> listenToRoutes(routeMatters));
        start("watch-nft", () -> listenToNft(nftMatters));
        start("reconcile", this::repairs);
    }

    private static @Nullable FileWatch watch(Path directory) {
        try {
            return FileWatch.of(directory);
        } catch (IOException e) {
            log.log(Level.WARNING, "cannot watch {0}: {1}", directory, e.toString());
            return null;
        }
    }

    private void callIf(boolean matters) {
        if (matters) {
            call();
        }
    }

    private static void start(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    /** Asks for a repair soon. */
    public void call() {
        calls.release();
    }

    private void listenToRoutes(Predicate<RouteEvent> matters) {
        while (open) {
            try {
                if (routes.next(USUAL).filter(matters).isPresent()) {
                    call();
                }
            } catch (RuntimeException e) {
                rest(e);
            }
        }
    }

    private void listenToNft(Predicate<NftEvent> matters) {
        while (open) {
            try {
                if (nft.next(USUAL).filter(matters).isPresent()) {
                    call();
                }
            } catch (RuntimeException e) {
                rest(e);
            }
        }
    }

    /** A listener that fails must neither give up nor spin. */
    private void rest(RuntimeException failure) {
        if (open) {
            log.log(Level.WARNING, "listening to the kernel failed", failure);
            call();
            pause(RETRY);
        }
    }

    private void repairs() {
        var pace = new RepairPace(System.nanoTime());
        while (open) {
            if (called(pace.limit(System.nanoTime()))) {
                pause(QUIET);
            }
            calls.drainPermits();
            boolean everything = pace.isFullLookDue(System.nanoTime());
            boolean complete = !open || repaired(everything);
            pace.repaired(complete, everything, System.nanoTime());
        }
    }

    private boolean called(Duration limit) {
        try {
            return calls.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            open = false;
            return false;
        }
    }

    private boolean repaired(boolean everything) {
        try {
            return repair.repair(everything);
        } catch (RuntimeException e) {
            if (open) {
                log.log(Level.WARNING, "repair failed; trying again", e);
            }
            return false;
        }
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            open = false;
        }
    }

    @Override
    public void close() {
        open = false;
        try (routes;
                nft;
                var _ = files) {
            calls.release();
        }
    }
}
