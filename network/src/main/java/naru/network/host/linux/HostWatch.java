package naru.network.host.linux;

import naru.linux.netlink.NetlinkMonitor;
import naru.linux.nft.NftEvent;
import naru.linux.route.RouteEvent;
import naru.network.host.HostObserver;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;

/** Reads the kernel's notifications on threads of its own, and passes them to an observer. */
public final class HostWatch implements AutoCloseable {
    private static final Logger log = System.getLogger(HostWatch.class.getName());
    private static final Duration RETRY = Duration.ofMillis(250); // after reading has failed
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final NetlinkMonitor<RouteEvent> routes;
    private final NetlinkMonitor<NftEvent> nft;
    private final @Nullable FileWatch files;
    private final HostObserver observer;
    private volatile boolean open = true;

    /** Takes over the monitors. */
    HostWatch(
            NetlinkMonitor<RouteEvent> routes,
            NetlinkMonitor<NftEvent> nft,
            Path directory,
            HostObserver observer) {
        this.routes = routes;
        this.nft = nft;
        this.observer = observer;
        files = watch(directory);
        if (files != null) {
            start("watch-files", () -> files.listen(observer::fileRemoved));
        }
        start("watch-routes", () -> repeat(this::readRoute));
        start("watch-nft", () -> repeat(this::readRules));
    }

    private static @Nullable FileWatch watch(Path directory) {
        try {
            return FileWatch.of(directory);
        } catch (IOException e) {
            log.log(Level.WARNING, "cannot watch {0}: {1}", directory, e.toString());
            return null;
        }
    }

    private static void start(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    private void readRoute() {
        routes.next(LIMIT).ifPresent(observer::routeChanged);
    }

    private void readRules() {
        nft.next(LIMIT).ifPresent(observer::rulesChanged);
    }

    /** A failure ends nothing: notifications count as lost, and reading goes on after a pause. */
    private void repeat(Runnable read) {
        while (open) {
            try {
                read.run();
            } catch (RuntimeException e) {
                if (open) {
                    log.log(Level.WARNING, "cannot read the kernel's notifications", e);
                    observer.routeChanged(new RouteEvent.Lost());
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            open = false;
        }
    }

    @Override
    public void close() {
        open = false;
        try (routes;
                nft) {
            if (files != null) {
                files.close();
            }
        }
    }
}
