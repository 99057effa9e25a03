package naru.linux.process;

import java.time.Duration;

/** Permits the first start at once, and delays further ones while starts fail. For one thread. */
public final class RestartPause {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LAST = Duration.ofSeconds(10);

    private long next;
    private Duration pause = Duration.ZERO;
    private long last;

    /** The first start is permitted. */
    public RestartPause() {}

    /** Whether a start is due. A start long after the last one is not delayed. */
    public boolean mayStart(long now) {
        if (pause.isPositive() && now - next < 0) {
            return false;
        }
        if (now - last > LAST.toNanos()) {
            pause = Duration.ZERO;
        }
        last = now;
        failed(now);
        return true;
    }

    /** Doubles the pause before the next start. */
    public void failed(long now) {
        pause = pause.isZero() ? FIRST : pause.multipliedBy(2);
        if (pause.compareTo(LAST) > 0) {
            pause = LAST;
        }
        next = now + pause.toNanos();
    }
}
