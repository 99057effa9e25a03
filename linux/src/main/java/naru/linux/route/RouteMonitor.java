package naru.linux.route;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells what changes in the namespace in which it was opened. One thread calls {@link #next} in a
 * loop.
 */
public final class RouteMonitor implements AutoCloseable {
    private RouteMonitor() {}

    /** Opens a monitor in the calling thread's namespace. Nothing after this is missed untold. */
    public static RouteMonitor open() {
        throw new UnsupportedOperationException();
    }

    /** The next event, or nothing when {@code limit} has passed or the monitor is closed. */
    public Optional<RouteEvent> next(Duration limit) {
        throw new UnsupportedOperationException();
    }

    public boolean isOpen() {
        throw new UnsupportedOperationException();
    }

    /** Wakes a waiting {@link #next}. */
    @Override
    public void close() {}
}
