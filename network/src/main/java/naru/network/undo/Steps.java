package naru.network.undo;

import org.jspecify.annotations.Nullable;

import java.util.Collection;

/** Taking down: every step is done, even after one has failed. */
public final class Steps {
    private Steps() {}

    /**
     * Runs all steps in order, then throws the first failure with the others as suppressed ones.
     */
    public static void runAll(Collection<Runnable> steps) {
        @Nullable RuntimeException first = null;
        for (var step : steps) {
            try {
                step.run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else if (e != first) {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
