package naru.container.model;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Which part of a log to read.
 *
 * @param follow go on with what is logged later, until the container ends
 * @param since inclusive; null for the beginning
 * @param until inclusive; null for the end
 * @param tail number of last lines to begin with, negative for all
 * @param timestamps put {@code 2026-11-21T11:10:00.123456789Z } before each line
 * @param details put what the log driver's options name before each line
 */
public record LogOptions(
        boolean stdout,
        boolean stderr,
        boolean follow,
        @Nullable Instant since,
        @Nullable Instant until,
        int tail,
        boolean timestamps,
        boolean details) {

    /** Without details. */
    public LogOptions(
            boolean stdout,
            boolean stderr,
            boolean follow,
            @Nullable Instant since,
            @Nullable Instant until,
            int tail,
            boolean timestamps) {
        this(stdout, stderr, follow, since, until, tail, timestamps, false);
    }
}
