package naru.linux.nft;

import java.time.Duration;
import java.util.Optional;

/**
 * Tells what changes in the rule set of the namespace in which it was opened. One thread calls
 * {@link #next}.
 */
public final class NftMonitor implements AutoCloseable {
    private NftMonitor() {}

    /** Opens a monitor in the calling thread's namespace. Nothing after this is missed untold. */
    public static NftMonitor open() {
        throw new UnsupportedOperationException();
    }

    /** The next event, or nothing when {@code limit} has passed or the monitor is closed. */
    public Optional<NftEvent> next(Duration limit) {
        throw new UnsupportedOperationException();
    }

    public boolean isOpen() {
        throw new UnsupportedOperationException();
    }

    /** Wakes a waiting {@link #next}. */
    @Override
    public void close() {}
}
