package naru.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** The started parts, which are stopped in reverse order. For one thread at a time. */
final class RunningParts implements AutoCloseable {
    private static final Logger log = System.getLogger(RunningParts.class.getName());

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Registers {@code part} and returns it. */
    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Stops every part, even after one has failed. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            var part = parts.pop();
            try {
                part.close();
            } catch (Exception failure) {
                log.log(
                        Level.WARNING,
                        "could not stop " + part.getClass().getSimpleName(),
                        failure);
            }
        }
    }

    /** Stops every part after a failed start. */
    void closeAfter(Exception failure) {
        log.log(Level.DEBUG, "did not start", failure);
        close();
    }
}
