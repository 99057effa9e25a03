package naru.network.undo;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Steps that undo what was done so far. Closing runs them, newest first, unless {@link #commit}
 * came before; each runs even after others have failed, and all failures are thrown together.
 */
public final class Rollback implements AutoCloseable {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    public void add(Runnable step) {
        steps.push(step);
    }

    public void commit() {
        steps.clear();
    }

    @Override
    public void close() {
        Steps.runAll(steps);
    }
}
