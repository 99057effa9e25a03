package naru.api;

import naru.network.model.NaruException;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets one prune of a kind run; a second one is refused, as Docker does. */
final class OneAtATime {
    private final AtomicBoolean running = new AtomicBoolean();

    /** An action that answers a request. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    void run(Action action) throws IOException {
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
