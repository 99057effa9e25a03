package naru.api.http;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * Bytes on their way from the event loop to the one thread that reads them. The event loop never
 * waits: it stops reading from the socket while {@link #isFull}, and {@code wantMore} tells it to
 * go on.
 */
final class ByteQueue extends InputStream {
    private static final int FULL = 256 * 1024;
    private static final int LOW = 64 * 1024;

    private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>();
    private final Runnable wantMore;
    private int size;
    private boolean ended;
    private boolean closed;
    private long discarded;
    private @Nullable ClientGoneException failure;

    ByteQueue(Runnable wantMore) {
        this.wantMore = wantMore;
    }

    /** Takes over {@code bytes}. For the event loop. */
    synchronized void offer(ByteBuf bytes) {
        var length = bytes.readableBytes();
        if (closed || length == 0) {
            discarded += length;
            bytes.release();
            return;
        }
        buffers.add(bytes);
        size += length;
        notifyAll();
    }

    /** Says that nothing follows. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Says that what should follow never comes. Bytes that have arrived can still be read. */
    synchronized void fail(ClientGoneException reason) {
        if (!ended) {
            failure = reason;
            end();
        }
    }

    synchronized boolean isFull() {
        return size >= FULL;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** How many bytes came after the reader had closed its end. */
    synchronized long discarded() {
        return discarded;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        boolean drained;
        int count;
        synchronized (this) {
            if (!awaitBytes()) {
                return -1;
            }
            var wasAboveLow = size > LOW;
            var first = buffers.getFirst();
            count = Math.min(length, first.readableBytes());
            first.readBytes(target, offset, count);
            if (!first.isReadable()) {
                buffers.removeFirst().release();
            }
            size -= count;
            drained = !ended && (buffers.isEmpty() || (wasAboveLow && size <= LOW));
        }
        if (drained) {
            wantMore.run();
        }
        return count;
    }

    /** Waits for bytes; false at the end. */
    private boolean awaitBytes() throws IOException {
        while (buffers.isEmpty()) {
            if (failure != null) {
                throw failure;
            }
            if (ended || closed) {
                return false;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the client", e);
            }
        }
        return true;
    }

    @Override
    public synchronized int available() {
        return size;
    }

    /** Drops what has come and what comes; a reader that waits sees the end. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            buffers.forEach(ByteBuf::release);
            buffers.clear();
            size = 0;
            notifyAll();
        }
        wantMore.run();
    }
}
