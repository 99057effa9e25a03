package naru.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The daemon's log: one line an event on standard error, with its time, level and where it comes
 * from.
 */
final class Logs {
    private Logs() {}

    /** {@code level} as Docker names them: debug, info, warn, error, fatal. */
    static void start(String level) {
        var root = Logger.getLogger("");
        root.setLevel(of(level));
        for (Handler handler : root.getHandlers()) {
            handler.setLevel(of(level));
            handler.setFormatter(new Line());
        }
        // Netty's debug lines tell of Netty, not of networks.
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
    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord event) {
            var line = new StringBuilder();
            line.append(event.getInstant().truncatedTo(ChronoUnit.MILLIS)).append(' ');
            line.append(event.getLevel().getName()).append(' ');
            line.append(event.getLoggerName()).append(": ").append(formatMessage(event));
            if (event.getThrown() != null) {
                var trace = new StringWriter();
                event.getThrown().printStackTrace(new PrintWriter(trace));
                line.append('\n').append(trace.toString().stripTrailing());
            }
            return line.append('\n').toString();
        }
    }
}
