package naru.api.containers;

import naru.container.model.Frame;
import naru.container.model.FrameStream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes a container's output to a client. Framed, each piece follows eight bytes: the stream's
 * number, three zeros, and the length as a big-endian u32 (Docker Engine API, ContainerAttach,
 * "Stream format"). A terminal's output is not framed.
 */
final class FrameWriter {
    private static final int HEADER = 8;

    private final OutputStream out;
    private final boolean framed;

    FrameWriter(OutputStream out, boolean framed) {
        this.out = out;
        this.framed = framed;
    }

    /** Sends all frames, each without delay. */
    void copy(FrameStream frames) throws IOException {
        try {
            for (var frame = frames.next(); frame != null; frame = frames.next()) {
                do {
                    put(frame);
                    frame = frames.poll();
                } while (frame != null);
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Sends a text as output of the container. */
    void write(Frame.Source source, String text) throws IOException {
        put(new Frame(source, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
        out.flush();
    }

    private void put(Frame frame) throws IOException {
        var length = frame.bytes().remaining();
        var header = framed ? HEADER : 0;
        var bytes = ByteBuffer.allocate(header + length);
        if (framed) {
            bytes.put((byte) frame.source().ordinal()).put(new byte[3]).putInt(length);
        }
        bytes.put(frame.bytes());
        out.write(bytes.array());
    }
}
