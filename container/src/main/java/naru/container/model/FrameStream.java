package naru.container.model;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/**
 * Frames in the order in which they came. Read by one thread; may be closed by another, which ends
 * the reading.
 */
public interface FrameStream extends AutoCloseable {

    /** Waits for the next frame; null when there will be none. */
    @Nullable Frame next() throws IOException, InterruptedException;

    /** The next frame if there is one already; null says nothing about what is to come. */
    default @Nullable Frame poll() throws IOException {
        return null;
    }

    @Override
    void close();
}
