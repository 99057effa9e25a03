package naru.container.state;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Teardown: a step that fails is logged and does not prevent further steps. */
public final class Cleanup {
    private static final Logger log = System.getLogger(Cleanup.class.getName());

    private Cleanup() {}

    /** A step of a teardown. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    /**
     * Performs a step.
     *
     * @return whether it succeeded
     */
    public static boolean attempt(Step step) {
        try {
            step.run();
            return true;
        } catch (Exception failure) {
            log.log(Level.WARNING, "cleaning up: " + failure.getMessage(), failure);
            return false;
        }
    }

    /** A step for a {@link naru.network.undo.Rollback}, which never fails. */
    public static Runnable attempting(Step step) {
        return () -> attempt(step);
    }
}
