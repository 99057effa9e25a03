package naru.container.plan;

import java.time.Duration;

/** Spans of time as Go prints them, and so Docker's messages. */
public final class GoDuration {
    private GoDuration() {}

    /** Such as {@code 1m30s}, {@code 1.5s} or {@code 200ms}. */
    public static String format(Duration span) {
        long nanos = span.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        if (nanos < 1_000_000) {
            return decimal(nanos, 1_000) + "µs";
        }
        if (nanos < 1_000_000_000) {
            return decimal(nanos, 1_000_000) + "ms";
        }
        String seconds = decimal(nanos % 60_000_000_000L, 1_000_000_000) + "s";
        long minutes = span.toMinutes();
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60
                ? minutes + "m" + seconds
                : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long value, long unit) {
        return java.math.BigDecimal.valueOf(value)
                .divide(java.math.BigDecimal.valueOf(unit))
                .stripTrailingZeros()
                .toPlainString();
    }
}
