package naru.network;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Those who hear of changes, in the order in which they were added. */
final class Listeners {
    private static final Logger log = System.getLogger(Listeners.class.getName());

    private final List<NetworkListener> all = new CopyOnWriteArrayList<>();
    private volatile Runnable afterFailure = () -> {};

    /** What is done when one has failed that cannot refuse: something may be left undone. */
    void afterFailure(Runnable repair) {
        afterFailure = repair;
    }

    void add(NetworkListener listener) {
        all.add(listener);
    }

    /**
     * Tells everybody; a refusal goes to the caller, after those who had agreed were told {@code
     * undo}.
     */
    void tell(Consumer<NetworkListener> news, Consumer<NetworkListener> undo) {
        try (var rollback = new Rollback()) {
            for (var listener : all) {
                rollback.add(() -> undo.accept(listener));
                news.accept(listener);
            }
            rollback.commit();
        }
    }

    /** Tells everybody what can no longer be undone; failures are logged. */
    void tell(Consumer<NetworkListener> news) {
        for (var listener : all) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                log.log(Level.ERROR, "listener " + listener.getClass().getName() + " failed", e);
                afterFailure.run();
            }
        }
    }
}
