package naru.network.reconcile;

import naru.linux.nft.NftEvent;
import naru.linux.route.RouteEvent;
import naru.network.host.Host;
import naru.network.host.HostObserver;
import naru.network.host.Timer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Monitors the kernel and schedules a repair soon after another process has changed Naru's objects,
 * and every minute in any case. Repairs run one at a time, on a separate thread.
 */
public final class Watcher implements AutoCloseable {
    private static final Logger log = System.getLogger(Watcher.class.getName());
    private static final Duration QUIET =
            Duration.ofMillis(40); // one repair for a burst of changes

    private final Host host;
    private final Repair repair;
    private final Runnable stopWatching;
    private final Timer timer;
    private final RepairPace pace; // for the timer
    private Timer.Task next; // the repair that is due next
    private boolean called; // since the last repair began

    /** Repairs requested objects, or everything; false if it has to be called again soon. */
    @FunctionalInterface
    public interface Repair {
        boolean repair(boolean everything);
    }

    /**
     * Starts watching.
     *
     * @param routeChanged receives changes to links and addresses; returns whether to repair
     * @param rulesChanged the same for the rule set
     * @param directory of monitored files
     * @param fileRemoved the same for deleted files; the directory stands for any of them
     */
    public Watcher(
            Host host,
            Predicate<RouteEvent> routeChanged,
            Predicate<NftEvent> rulesChanged,
            Path directory,
            Predicate<Path> fileRemoved,
            Repair repair) {
        this.host = host;
        this.repair = repair;
        pace = new RepairPace(host.nanoTime());
        timer = host.timer("reconcile");
        next = timer.schedule(this::run, pace.limit(host.nanoTime()));
        stopWatching = host.watch(directory, observer(routeChanged, rulesChanged, fileRemoved));
    }

    private HostObserver observer(
            Predicate<RouteEvent> routeChanged,
            Predicate<NftEvent> rulesChanged,
            Predicate<Path> fileRemoved) {
        return new HostObserver() {
            @Override
            public void routeChanged(RouteEvent event) {
                callIf(routeChanged.test(event));
            }

            @Override
            public void rulesChanged(NftEvent event) {
                callIf(rulesChanged.test(event));
            }

            @Override
            public void fileRemoved(Path file) {
                callIf(fileRemoved.test(file));
            }
        };
    }

    private void callIf(boolean matters) {
        if (matters) {
            call();
        }
    }

    /** Schedules a repair. */
    public synchronized void call() {
        if (!called) {
            called = true;
            next.cancel();
            next = timer.schedule(this::run, QUIET);
        }
    }

    private void run() {
        synchronized (this) {
            called = false;
        }
        boolean everything = pace.isFullLookDue(host.nanoTime());
        pace.repaired(repaired(everything), everything, host.nanoTime());
        synchronized (this) {
            if (!called) {
                next = timer.schedule(this::run, pace.limit(host.nanoTime()));
            }
        }
    }

    private boolean repaired(boolean everything) {
        try {
            return repair.repair(everything);
        } catch (RuntimeException e) {
            log.log(Level.WARNING, "repair failed; trying again", e);
            return false;
        }
    }

    @Override
    public void close() {
        stopWatching.run();
        timer.close();
    }
}
