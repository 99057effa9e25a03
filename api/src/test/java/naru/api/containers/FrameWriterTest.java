package naru.api.containers;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.model.Frame;
import naru.container.model.FrameStream;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

class FrameWriterTest {
    private static byte[] written(boolean framed) throws IOException {
        var out = new ByteArrayOutputStream();
        new FrameWriter(out, framed).copy(new Frames());
        return out.toByteArray();
    }

    @Test
    void writesStreamAndLengthBeforeFrames() throws IOException {
        assertThat(written(true))
                .isEqualTo(
                        new byte[] {1, 0, 0, 0, 0, 0, 0, 2, 'h', 'i', 2, 0, 0, 0, 0, 0, 0, 1, '!'});
    }

    @Test
    void sendsTerminalOutputUnframed() throws IOException {
        assertThat(written(false)).isEqualTo(new byte[] {'h', 'i', '!'});
    }

    /** "hi" on standard output, then "!" on standard error. */
    private static final class Frames implements FrameStream {
        private final Queue<Frame> frames =
                new ArrayDeque<>(
                        List.of(
                                new Frame(
                                        Frame.Source.STDOUT,
                                        ByteBuffer.wrap(new byte[] {'h', 'i'})),
                                new Frame(Frame.Source.STDERR, ByteBuffer.wrap(new byte[] {'!'}))));

        @Override
        public Frame next() {
            return frames.poll();
        }

        @Override
        public void close() {}
    }
}
