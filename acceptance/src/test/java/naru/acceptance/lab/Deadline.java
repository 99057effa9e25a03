package naru.acceptance.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * The end of a wait. Only time in which no process waits for a processor counts, so a machine that
 * is busy with other work does not shorten the wait; by the clock it is {@value #MAX_STRETCH} times
 * as long at most.
 */
public final class Deadline {
    private static final int MAX_STRETCH = 10;

    /** Kernels without CONFIG_PSI have no such file; all time counts there. */
    private static final Path PRESSURE = Path.of("/proc/pressure/cpu");

    private static final Pattern SOME_MICROS = Pattern.compile("some .*total=(\\d+)");

    private final long nanos;
    private final long begin = System.nanoTime();
    private final long stalledBefore = stalledNanos();

    private Deadline(long nanos) {
        this.nanos = nanos;
    }

    /** A wait that begins now. */
    public static Deadline after(Duration limit) {
        return new Deadline(Eventually.scaled(limit).toNanos());
    }

    /** The result of {@code future}; fails when it is not there at the end of {@code limit}. */
    public static <T> T get(Duration limit, Future<T> future) throws Exception {
        var deadline = after(limit);
        while (true) {
            try {
                return future.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException late) {
                if (deadline.isOver()) {
                    throw late;
                }
            }
        }
    }

    /** Waits for the end of {@code process}; false if it lives on at the end of {@code limit}. */
    public static boolean ends(Duration limit, Process process) throws InterruptedException {
        var deadline = after(limit);
        while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
            if (deadline.isOver()) {
                return false;
            }
        }
        return true;
    }

    public boolean isOver() {
        long passed = System.nanoTime() - begin;
        if (passed <= nanos) {
            return false;
        }
        long stalled = stalledNanos() - stalledBefore;
        return passed - stalled > nanos || passed > nanos * MAX_STRETCH;
    }

    /** Time since the machine's start in which some process waited for a processor. */
    private static long stalledNanos() {
        try {
            var some = SOME_MICROS.matcher(Files.readString(PRESSURE));
            return some.find() ? Long.parseLong(some.group(1)) * 1_000 : 0;
        } catch (IOException ignored) {
            return 0;
        }
    }
}
