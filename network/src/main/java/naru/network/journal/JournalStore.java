package naru.network.journal;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Where a journal keeps its bytes: they grow at the end, or are replaced as a whole. For one thread
 * at a time; {@link #sync} may run beside {@link #append}, but not beside {@link #replace}. Its
 * text names it in messages.
 */
interface JournalStore extends AutoCloseable {
    /** In bytes. */
    long size();

    /**
     * Appends all of {@code frame} or nothing.
     *
     * @throws Torn when a part of it may have been written and could not be removed
     */
    void append(byte[] frame) throws IOException;

    /** Waits until what was appended survives a loss of power. */
    void sync() throws IOException;

    /**
     * Puts {@code frame} in place of everything, or changes nothing.
     *
     * @param step called with each part before it is done
     */
    void replace(byte[] frame, Consumer<String> step) throws IOException;

    @Override
    void close() throws IOException;

    /** The end of the stored bytes is unknown. */
    final class Torn extends IOException {
        private static final long serialVersionUID = 1;

        Torn(IOException cause) {
            super(cause);
        }
    }
}
