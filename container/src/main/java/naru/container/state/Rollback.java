package naru.container.state;

import java.util.ArrayDeque;
import java.util.Deque;

/** Undoes what was done, newest first, unless all of it succeeded. One thread. */
public final class Rollback implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Rollback.class.getName());

    private final Deque<Step> steps = new ArrayDeque<>();

    /** Something that can be undone. */
    @FunctionalInterface
    public interface Step {
        void undo() throws Exception;
    }

    public void add(Step step) {
        steps.push(step);
    }

    public void commit() {
        steps.clear();
    }

    @Override
    public void close() {
        for (var step : steps) {
            attempt(step);
        }
    }

    /**
     * Performs a step of a teardown: a failure is logged and does not prevent further steps.
     *
     * @return whether it succeeded
     */
    public static boolean attempt(Step step) {
        try {
            step.undo();
            return true;
        } catch (Exception failure) {
            LOG.log(System.Logger.Level.WARNING, "cleaning up: " + failure.getMessage(), failure);
            return false;
        }
    }
}
