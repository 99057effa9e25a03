package naru.api.wire;

import naru.network.model.NaruException;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Permits one prune per kind at a time; a second one is rejected, as in Docker. */
public final class OneAtATime {
    private final AtomicBoolean running = new AtomicBoolean();

    /** The action of a request. */
    @FunctionalInterface
    public interface Action {
        public void run() throws IOException;
    }

    public void run(Action action) throws IOException {
        if (!running.compareAndSet(false, true)) {
            throw new NaruException.Conflict("a prune operation is already running");
        }
        try {
            action.run();
        } finally {
            running.set(false);
        }
    }
}
