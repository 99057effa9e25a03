package naru.api.http;

import io.netty.buffer.Unpooled;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A connection after HTTP: raw bytes both ways. The client may shut down its side ({@link #input}
 * then ends) and continue reading. The caller of hijack closes it.
 */
public final class HijackedConnection implements AutoCloseable {
    private final Wire wire;
    private final ByteQueue input;
    private final OutputStream output = new Output();

    HijackedConnection(Wire wire, ByteQueue input) {
        this.wire = wire;
        this.input = input;
    }

    public InputStream input() {
        return input;
    }

    /** Sends each write immediately, and blocks while the client is slow. */
    public OutputStream output() {
        return output;
    }

    /** Shuts down the output; input is still read. */
    public void endOutput() {
        wire.endWhenSent();
    }

    /** Closes both directions after all output was sent. */
    @Override
    public void close() {
        input.close();
        wire.closeWhenSent();
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            wire.send(Unpooled.wrappedBuffer(new byte[] {(byte) b}));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0) {
                wire.send(
                        Unpooled.wrappedBuffer(Arrays.copyOfRange(bytes, offset, offset + length)));
            }
        }
    }
}
