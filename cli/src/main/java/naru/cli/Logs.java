package naru.cli;

import naru.linux.error.LinuxException;
import naru.network.model.NaruException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The daemon's log: one line per event on standard error, with time, level and logger. A rejected
 * request is one line, too, with the messages of its causes; a stack trace is printed for
 * unexpected failures, and for all failures at level debug.
 */
final class Logs {
    private Logs() {}

    /** {@code level} as Docker names them: debug, info, warn, error, fatal. */
    static void start(String level) {
        var root = Logger.getLogger("");
        root.setLevel(of(level));
        for (Handler handler : root.getHandlers()) {
            handler.setLevel(of(level));
            handler.setFormatter(new Line(level.equals("debug")));
        }
        // Netty's debug output is not useful here.
        Logger.getLogger("io.netty").setLevel(Level.INFO);
    }

    private static Level of(String name) {
        return switch (name) {
            case "debug" -> Level.FINE;
            case "warn" -> Level.WARNING;
            case "error", "fatal" -> Level.SEVERE;
            default -> Level.INFO;
        };
    }

    /** {@code 2026-11-21T10:00:00.000Z WARNING naru.network: text}. */
    static final class Line extends Formatter {
        private final boolean debugging;

        Line(boolean debugging) {
            this.debugging = debugging;
        }

        @Override
        public String format(LogRecord event) {
            var line = new StringBuilder();
            line.append(event.getInstant().truncatedTo(ChronoUnit.MILLIS)).append(' ');
            line.append(event.getLevel().getName()).append(' ');
            line.append(event.getLoggerName()).append(": ").append(formatMessage(event));
            var failure = event.getThrown();
            if (failure != null && (debugging || !isExplained(failure))) {
                var trace = new StringWriter();
                failure.printStackTrace(new PrintWriter(trace));
                line.append('\n').append(trace.toString().stripTrailing());
            } else if (failure != null) {
                explain(failure, line);
            }
            return line.append('\n').toString();
        }

        /**
         * Whether it and all its causes are expected errors: of Naru, of the kernel, of files and
         * sockets.
         */
        private static boolean isExplained(Throwable failure) {
            boolean known =
                    failure instanceof NaruException
                            || failure instanceof LinuxException
                            || failure instanceof UncheckedIOException
                            || failure
                                    instanceof InterruptedException // the client has disconnected
                            || (failure instanceof IOException && failure.getMessage() != null);
            return known && behind(failure).allMatch(Line::isExplained);
        }

        /** Its causes and suppressed exceptions. */
        private static Stream<Throwable> behind(Throwable failure) {
            return Stream.concat(
                    Stream.ofNullable(failure.getCause()), Stream.of(failure.getSuppressed()));
        }

        /** Appends the messages that the line does not contain yet. */
        private static void explain(Throwable failure, StringBuilder line) {
            var message = String.valueOf(failure.getMessage());
            if (line.indexOf(message) < 0) {
                line.append(": ").append(message);
            }
            behind(failure).forEach(other -> explain(other, line));
        }
    }
}
