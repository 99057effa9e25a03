package naru.linux.process;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A program in a session of its own, which goes on when this process ends: a later one finds it by
 * the file with its number, which the program or {@link #record} writes. For one thread.
 */
public final class DetachedProcess implements AutoCloseable {
    private static final Duration LONG = Duration.ofDays(365);

    private final String name;
    private final Path pidFile;
    private final Runnable onEnd;
    private @Nullable ProcessFd running;
    private volatile boolean ended = true;

    /**
     * @param name of the thread that waits for the end
     * @param onEnd called by another thread when the process has ended
     */
    public DetachedProcess(String name, Path pidFile, Runnable onEnd) {
        this.name = name;
        this.pidFile = pidFile;
        this.onEnd = onEnd;
    }

    public boolean isRunning() {
        return running != null && !ended;
    }

    /** The number in the file; empty if there is none. */
    public Optional<Long> recordedPid() {
        return recorded(0);
    }

    /** The number in the file, or the time of start that {@link #record} has added. */
    private Optional<Long> recorded(int word) {
        try {
            var words = Files.readString(pidFile).strip().split(" ", -1);
            return word < words.length ? Optional.of(Long.valueOf(words[word])) : Optional.empty();
        } catch (IOException | NumberFormatException notWritten) {
            return Optional.empty();
        }
    }

    /**
     * The number in the file, if a process has it, and has started when the file says; the caller
     * verifies which one that is.
     */
    public Optional<Long> existingPid() {
        var start = recorded(1);
        return recordedPid()
                .filter(Signals::exists)
                .filter(pid -> start.isEmpty() || start.equals(startOf(pid)));
    }

    private static Optional<Long> startOf(long pid) {
        return ProcessStat.read(pid).map(ProcessStat::startTicks);
    }

    /** Writes the file for a program that does not, and watches its process. */
    public void record(long pid) throws IOException {
        var start = startOf(pid).map(ticks -> " " + ticks).orElse("");
        Files.writeString(pidFile, pid + start + "\n");
        watch(pid);
    }

    /** Before a start: a number in the file will be the new one's. */
    public void prepare() throws IOException {
        close();
        Files.deleteIfExists(pidFile);
        ended = false;
    }

    /** Watches the process of this number. */
    public void watch(long pid) {
        close();
        running = ProcessFd.open(pid);
        ended = false;
        Thread.ofPlatform().daemon().name(name + " " + pid).start(() -> awaitEnd(pid));
    }

    /** With a handle of its own, so that closing ours does not affect a thread that waits. */
    private void awaitEnd(long pid) {
        try (var process = ProcessFd.open(pid)) {
            process.awaitExit(LONG);
        } catch (LinuxException gone) {
            if (!gone.is(Errno.ESRCH)) {
                throw gone;
            }
        }
        var current = running;
        if (current != null && current.pid() == pid) {
            ended = true;
            onEnd.run();
        }
    }

    /** Waits for a condition; returns false if the process ends or the time is over. */
    public boolean await(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (ended || System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(2_000_000);
        }
        return true;
    }

    /** Sends a signal, if the process runs. */
    public void signal(int signal) {
        var process = running;
        if (process != null && !ended) {
            process.kill(signal);
        }
    }

    /**
     * Ends the process.
     *
     * @param signal by which it ends after its work in progress
     * @param grace the time for that
     */
    public void stop(int signal, Duration grace) {
        var process = running;
        running = null;
        if (process == null || ended) {
            return;
        }
        try (process) {
            process.kill(signal);
            if (!process.awaitExit(grace)) {
                process.kill(Signals.SIGTERM);
                if (!process.awaitExit(Duration.ofSeconds(2))) {
                    process.kill(Signals.SIGKILL);
                }
            }
        } catch (LinuxException gone) {
            if (!gone.is(Errno.ESRCH)) {
                throw gone;
            }
        } finally {
            ended = true;
        }
    }

    /** Watches the process no longer; it goes on. */
    @Override
    public void close() {
        var process = running;
        running = null;
        if (process != null) {
            process.close();
        }
    }
}
