package naru.api.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * A response body of unknown length. Bytes are sent by {@link #flush} or when the buffer of {@value
 * #BUFFER} bytes is full, as one chunk; closing ends the response.
 */
public final class ResponseStream extends OutputStream {
    private static final int BUFFER = 32 * 1024;

    private final Wire wire;
    private byte[] buffer = new byte[512];
    private int used;
    private boolean closed;

    ResponseStream(Wire wire) {
        this.wire = wire;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed) {
            throw new IOException("the response has ended");
        }
        if (used + length > BUFFER) {
            flush();
        }
        if (length >= BUFFER) {
            wire.send(chunk(Arrays.copyOfRange(bytes, offset, offset + length)));
            return;
        }
        if (used + length > buffer.length) {
            buffer =
                    Arrays.copyOf(
                            buffer, Math.max(used + length, Math.min(BUFFER, 2 * buffer.length)));
        }
        System.arraycopy(bytes, offset, buffer, used, length);
        used += length;
    }

    @Override
    public synchronized void flush() throws IOException {
        if (used > 0) {
            var chunk = Arrays.copyOf(buffer, used);
            used = 0;
            wire.send(chunk(chunk));
        }
    }

    private static DefaultHttpContent chunk(byte[] bytes) {
        return new DefaultHttpContent(Unpooled.wrappedBuffer(bytes));
    }

    /** Ends the response. Repeating it changes nothing. */
    @Override
    public synchronized void close() throws IOException {
        if (!closed) {
            flush();
            closed = true;
            wire.send(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
