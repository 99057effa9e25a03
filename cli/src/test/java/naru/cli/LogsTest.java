package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.LogRecord;

class LogsTest {
    private static final LinuxException KERNEL =
            new LinuxException(Errno.EXFULL, "RTM_NEWLINK", "veth1");

    @Test
    void printRejectionAsOneLine() {
        var refusal = new NaruException.HostFailure("network web is full", KERNEL);

        assertThat(line(false, "POST /x: network web is full", refusal))
                .endsWith(
                        "WARNING naru: POST /x: network web is full: " + KERNEL.getMessage() + "\n")
                .hasLineCount(1);
        var undoing = new UncheckedIOException(new IOException("no space left"));
        refusal.addSuppressed(undoing);
        assertThat(line(false, "cannot start", refusal))
                .contains("cannot start: network web is full: " + KERNEL.getMessage())
                .contains("no space left")
                .hasLineCount(1);
    }

    @Test
    void printStackTraceOfUnexpectedFailure() {
        var fault = new IllegalStateException("taken");
        for (var failure : new Throwable[] {fault, new NaruException.HostFailure("x", fault)}) {
            assertThat(line(false, "POST /x", failure))
                    .contains("IllegalStateException: taken\n\tat ");
        }
    }

    @Test
    void printStackTracesAtDebug() {
        assertThat(line(true, "refused", new NaruException.HostFailure("full")))
                .contains("HostFailure: full\n\tat ");
    }

    private static String line(boolean debugging, String text, Throwable failure) {
        var event = new LogRecord(Level.WARNING, text);
        event.setLoggerName("naru");
        event.setThrown(failure);
        return new Logs.Line(debugging).format(event);
    }
}
