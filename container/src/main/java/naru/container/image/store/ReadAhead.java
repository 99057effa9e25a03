package naru.container.image.store;

import naru.container.tar.SingleByte;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads a stream ahead on a separate thread, so that producer and consumer run in parallel. Closing
 * ends the thread and leaves the source open. For one reader.
 */
final class ReadAhead extends InputStream {
    private static final int CHUNK = 1 << 17; // bytes
    private static final int CHUNKS = 8;

    private final InputStream source;
    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(CHUNKS);
    private final BlockingQueue<Chunk> empty = new ArrayBlockingQueue<>(CHUNKS);
    private final Thread thread;
    private @Nullable Chunk current;
    private int position;

    /** {@code length} is -1 at the end of the source. */
    private static final class Chunk {
        private final byte[] bytes = new byte[CHUNK];
        private int length;
        private @Nullable Throwable failure;
    }

    ReadAhead(InputStream source) {
        this.source = source;
        for (int i = 0; i < CHUNKS; i++) {
            empty.add(new Chunk());
        }
        // Not a virtual thread: decompression is CPU-bound, and must not occupy carriers.
        thread = Thread.ofPlatform().daemon().name("naru-read-ahead").start(this::fill);
    }

    private void fill() {
        try {
            int length;
            do {
                var chunk = empty.take();
                try {
                    chunk.length = source.readNBytes(chunk.bytes, 0, CHUNK);
                } catch (IOException | RuntimeException failure) {
                    chunk.failure = failure;
                }
                length = chunk.failure == null ? chunk.length : 0;
                full.put(chunk);
            } while (length > 0);
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt(); // the reader has closed the stream
        }
    }

    @Override
    public int read() throws IOException {
        return SingleByte.read(this);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        var chunk = chunk();
        if (chunk.length == 0) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk.bytes, position, bytes, offset, count);
        position += count;
        return count;
    }

    /** A chunk with remaining bytes, or the empty one at the end of the stream. */
    private Chunk chunk() throws IOException {
        try {
            var chunk = current;
            if (chunk != null && chunk.length > 0 && position == chunk.length) {
                empty.put(chunk);
                chunk = null;
            }
            if (chunk == null) {
                chunk = full.take();
                position = 0;
                current = chunk;
            }
            switch (chunk.failure) {
                case null -> {
                    return chunk;
                }
                case IOException broken -> throw broken;
                case RuntimeException refused -> throw refused;
                default -> throw new IllegalStateException(chunk.failure);
            }
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
