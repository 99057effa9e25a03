package naru.container.stream;

import naru.container.model.Attached;
import naru.container.model.Frame;
import naru.container.model.FrameStream;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;

/** An attachment that begins with what has been logged. */
final class LogsThenLive implements Attached {
    private final FrameStream past;
    private final Attached live;

    LogsThenLive(FrameStream past, Attached live) {
        this.past = past;
        this.live = live;
    }

    @Override
    public boolean terminal() {
        return live.terminal();
    }

    @Override
    public FrameStream output() {
        var liveOutput = live.output();
        return new FrameStream() {
            @Override
            public @Nullable Frame next() throws IOException, InterruptedException {
                var frame = past.next();
                return frame != null ? frame : liveOutput.next();
            }

            @Override
            public @Nullable Frame poll() throws IOException {
                return past.poll();
            }

            @Override
            public void close() {
                past.close();
                liveOutput.close();
            }
        };
    }

    @Override
    public OutputStream stdin() {
        return live.stdin();
    }

    @Override
    public void close() {
        past.close();
        live.close();
    }
}
