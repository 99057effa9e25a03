package naru.cli.lab;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.process.ProcessFd;
import naru.linux.process.ProcessStat;
import naru.linux.process.Signals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process, identified by its id and start time, since ids are reused.
 *
 * @param started in clock ticks after the boot
 */
record RunningProcess(long pid, long started) {
    /** The process that has the id now. */
    static Optional<RunningProcess> of(long pid) {
        return ProcessStat.read(pid).map(stat -> new RunningProcess(pid, stat.startTicks()));
    }

    /** The process in a pid file; empty if it cannot be read. */
    static Optional<RunningProcess> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var words = Files.readString(file, StandardCharsets.ISO_8859_1).strip().split(" ", 2);
        try {
            return words.length < 2
                    ? Optional.empty()
                    : Optional.of(
                            new RunningProcess(Long.parseLong(words[0]), Long.parseLong(words[1])));
        } catch (NumberFormatException ignored) {
            return Optional.empty(); // damaged: the process is found by its namespace
        }
    }

    void write(Path file) throws IOException {
        Files.writeString(file, pid + " " + started + "\n");
    }

    boolean isAlive() {
        return ProcessStat.read(pid)
                .filter(stat -> !stat.isZombie() && stat.startTicks() == started)
                .isPresent();
    }

    /** Sends SIGTERM, then SIGKILL if it is still running after {@code grace}. */
    void end(Duration grace) {
        try (var process = ProcessFd.open(pid)) {
            if (!isAlive()) { // checked again now that the id cannot be reused
                return;
            }
            process.kill(Signals.SIGTERM);
            if (!process.awaitExit(grace)) {
                process.kill(Signals.SIGKILL);
                process.awaitExit(grace);
            }
        } catch (LinuxException failure) {
            if (!failure.is(Errno.ESRCH)) {
                throw failure;
            }
        }
    }
}
