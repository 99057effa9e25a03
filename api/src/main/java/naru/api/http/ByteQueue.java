package naru.api.http;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * A queue of bytes from the event loop to a single reader thread. The event loop never blocks: it
 * stops reading from the socket while {@link #isFull}, and {@code wantMore} makes it continue.
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

    /** Adds {@code bytes} and takes ownership. For the event loop. */
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

    /** Marks the end of the stream. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Marks a premature end. Bytes that have arrived can still be read. */
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

    /** The number of bytes that arrived after the reader closed its end. */
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

    /** Drops all queued and later bytes; a blocked reader gets the end of the stream. */
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
