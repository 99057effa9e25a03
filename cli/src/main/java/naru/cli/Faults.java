package naru.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import naru.linux.Errno;
import naru.linux.Kernel;
import naru.linux.LinuxException;
import naru.linux.Signals;
import naru.network.journal.JournalException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Faults that a test orders from outside, by the file that {@code NARU_FAULTS} names; without that
 * variable there are none. The file holds {@code fail N WORD} or {@code die N WORD}, where the word
 * tells two orders apart: the N-th change of kernel or journal after the file has changed fails, or
 * the process is killed in its place. Each operation is written to {@code FILE.log} before it is
 * done, one a line.
 */
final class Faults {
    private static final String VARIABLE = "NARU_FAULTS";

    private final Path file;
    private final Path log;
    private String order = "";
    private int count;

    private Faults(Path file) {
        this.file = file;
        this.log = Path.of(file + ".log");
    }

    /** Null when no faults are wanted, as always but in a test. */
    static @Nullable Faults of(Map<String, String> environment) {
        var file = environment.get(VARIABLE);
        return file == null ? null : new Faults(Path.of(file));
    }

    static Kernel kernel(@Nullable Faults faults) {
        return faults == null ? Kernel.DIRECT : new Kernel(faults::reachKernel);
    }

    /** What the journal tells of its steps. */
    static Consumer<String> journal(@Nullable Faults faults) {
        return faults == null ? step -> {} : faults::reachJournal;
    }

    private void reachKernel(String operation) {
        if (isFaulty(operation)) {
            throw new LinuxException(Errno.EIO, operation, "", "a fault by " + VARIABLE);
        }
    }

    private void reachJournal(String step) {
        if (isFaulty("journal " + step)) {
            throw new JournalException("journal " + step + ": a fault by " + VARIABLE);
        }
    }

    private synchronized boolean isFaulty(String operation) {
        try {
            var now = Files.exists(file) ? Files.readString(file).strip() : "";
            count = now.equals(order) ? count + 1 : 1;
            order = now;
            Files.writeString(log, operation + "\n", CREATE, APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (order.startsWith("die " + count + " ")) {
            Signals.kill(ProcessHandle.current().pid(), Signals.SIGKILL);
        }
        return order.startsWith("fail " + count + " ");
    }
}
