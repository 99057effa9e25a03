package naru.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import naru.linux.Kernel;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.process.Signals;
import naru.network.journal.JournalException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fault injection for tests, by the file named in {@code NARU_FAULTS}; inactive without that
 * variable. The file contains {@code fail N WORD} or {@code die N WORD}, where the word
 * distinguishes two commands: the N-th change of kernel or journal after the file has changed
 * fails, or the process is killed instead. Each operation is appended to {@code FILE.log} before it
 * is performed, one per line.
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

    /** Null if fault injection is inactive, as always except in tests. */
    static @Nullable Faults of(Map<String, String> environment) {
        var file = environment.get(VARIABLE);
        return file == null ? null : new Faults(Path.of(file));
    }

    static Kernel kernel(@Nullable Faults faults) {
        return faults == null ? Kernel.DIRECT : new Kernel(faults::reachKernel);
    }

    /** The failpoint of the journal. */
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
