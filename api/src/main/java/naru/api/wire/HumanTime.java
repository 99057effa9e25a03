package naru.api.wire;

import java.time.Duration;

/** Durations in the format of {@code docker ps}. */
public final class HumanTime {
    private HumanTime() {}

    /** Such as {@code About a minute} or {@code 3 weeks}. */
    public static String of(Duration span) {
        var seconds = span.toSeconds();
        var minutes = span.toMinutes();
        var hours = Math.round(span.toMillis() / 3_600_000.0);
        if (seconds < 1) {
            return "Less than a second";
        } else if (seconds == 1) {
            return "1 second";
        } else if (seconds < 60) {
            return seconds + " seconds";
        } else if (minutes == 1) {
            return "About a minute";
        } else if (minutes < 60) {
            return minutes + " minutes";
        } else if (hours == 1) {
            return "About an hour";
        } else if (hours < 48) {
            return hours + " hours";
        } else if (hours < 24 * 7 * 2) {
            return hours / 24 + " days";
        } else if (hours < 24 * 30 * 2) {
            return hours / 24 / 7 + " weeks";
        } else if (hours < 24 * 365 * 2) {
            return hours / 24 / 30 + " months";
        }
        return hours / 24 / 365 + " years";
    }
}
