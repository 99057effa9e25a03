package naru.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/** What has been started, to be stopped in the opposite order. Used by one thread at a time. */
final class Running implements AutoCloseable {
    private static final Logger log = System.getLogger(Running.class.getName());

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Takes {@code part} over and hands it back. */
    <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Stops every part, even after one has failed to. */
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

    /** Stops every part on the way out. */
    void closeAfter(Exception failure) {
        log.log(Level.DEBUG, "did not start", failure);
        close();
    }
}
