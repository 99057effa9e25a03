package naru.network.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Counts the changes that a process makes to the kernel and to its journal, and lets one of them
 * fail, or ends the process before it.
 */
public final class Faults {
    private final List<Object> operations = new ArrayList<>();
    private int until; // changes before the fault; 0 for no fault
    private Supplier<RuntimeException> failure; // null for a death
    private boolean dead;

    /** The {@code number}-th change from now on fails, and is not made. */
    public void failAt(int number, Supplier<RuntimeException> with) {
        until = number;
        failure = with;
    }

    /** The process dies instead of making the {@code number}-th change from now on. */
    public void dieAt(int number) {
        until = number;
        failure = null;
    }

    /** No fault any more. */
    public void clear() {
        until = 0;
    }

    /** Ends the process between two changes. */
    public void die() {
        dead = true;
    }

    public boolean isDead() {
        return dead;
    }

    /** Whether a fault is still to come. */
    public boolean isArmed() {
        return until > 0;
    }

    /** The changes since the last call, those that failed included. */
    public List<String> take() {
        var taken = operations.stream().map(Object::toString).toList();
        operations.clear();
        return taken;
    }

    /** Called before each change; the operation's text is its description. */
    void reach(Object operation) {
        checkAlive(operation);
        operations.add(operation);
        if (until > 0 && --until == 0) {
            if (failure == null) {
                dead = true;
                throw new Death(operation.toString());
            }
            throw failure.get();
        }
    }

    /** The same for a change whose operation does not matter. */
    public void reachJournal(String step) {
        reach("journal " + step);
    }

    void checkAlive(Object operation) {
        if (dead) {
            throw new Death(operation.toString());
        }
    }
}
