package naru.network.reconcile;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Backs off if another process undoes each repair: a recurring fault is not repaired for a while,
 * at most until the next full check. For any thread; times are those of {@link System#nanoTime}.
 */
public final class RepairBackoff {
    private static final Logger log = System.getLogger(RepairBackoff.class.getName());
    private static final int MOST = 20; // repairs of one fault
    private static final Duration WHILE = Duration.ofSeconds(10);
    private static final int MANY_FAULTS = 1000;

    private final Map<String, Tries> tries = new HashMap<>();

    private record Tries(long since, int count) {
        boolean isOver(long now) {
            return now - since > WHILE.toNanos();
        }
    }

    /**
     * Counts a fault, and returns whether to repair it.
     *
     * @param fault its description, which identifies it: {@code br-a is down}
     */
    public synchronized boolean allows(String fault, long now) {
        if (tries.size() >= MANY_FAULTS) {
            tries.values().removeIf(old -> old.isOver(now));
        }
        var before = tries.getOrDefault(fault, new Tries(now, 0));
        var next =
                before.isOver(now) ? new Tries(now, 1) : new Tries(before.since, before.count + 1);
        tries.put(fault, next);
        if (next.count == MOST + 1) {
            log.log(
                    Level.WARNING,
                    "{0} keeps recurring: another process undoes the repair; not repairing it for"
                            + " some seconds",
                    fault);
        }
        return next.count <= MOST;
    }
}
