package naru.network.reconcile;

import java.time.Duration;

/**
 * When the next repair is due if nobody calls for one: a look at everything each minute; soon where
 * something was in motion or failed; and not so soon where it goes on failing, so that neither the
 * kernel nor the log is flooded. For one thread; times are those of {@link System#nanoTime}.
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

    /** How long to wait for a call. */
    Duration limit(long now) {
        if (incomplete > 0) {
            return incomplete < MANY ? SOON : LATER;
        }
        var left = USUAL.minusNanos(now - looked);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Whether the next repair looks at everything, whatever it was called for. */
    boolean isFullLookDue(long now) {
        return now - looked >= USUAL.toNanos();
    }

    /** Takes how a repair has ended. */
    void repaired(boolean complete, boolean everything, long now) {
        incomplete = complete ? 0 : incomplete + 1;
        if (everything) {
            looked = now;
        }
    }
}
