package naru.network.reconcile;

import java.time.Duration;

/**
 * Schedules repairs without notifications: a full check each minute; soon after concurrent changes
 * or a failure; with backoff after repeated failures, so that neither the kernel nor the log is
 * flooded. For one thread; times are those of {@link System#nanoTime}.
 */
final class RepairPace {
    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final Duration SOON = Duration.ofMillis(250);
    private static final Duration LATER = Duration.ofSeconds(10);
    private static final int MANY = 40; // failures in a row

    private long looked; // at everything
    private int incomplete; // in a row

    RepairPace(long now) {
        looked = now;
    }

    /** The time until the next repair. */
    Duration limit(long now) {
        if (incomplete > 0) {
            return incomplete < MANY ? SOON : LATER;
        }
        var left = USUAL.minusNanos(now - looked);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether the next repair is a full check, regardless of its cause. */
    boolean isFullLookDue(long now) {
        return now - looked >= USUAL.toNanos();
    }

    /** Records the result of a repair. */
    void repaired(boolean complete, boolean everything, long now) {
        incomplete = complete ? 0 : incomplete + 1;
        if (everything) {
            looked = now;
        }
    }
}
