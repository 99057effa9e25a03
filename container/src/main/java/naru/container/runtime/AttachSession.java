package naru.container.runtime;

import naru.container.model.AttachOptions;
import naru.container.model.Attached;
import naru.container.model.Frame;
import naru.container.model.FrameStream;
import naru.linux.SeqPacketSocket;
import naru.linux.error.LinuxException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A client's end of conmon's attach socket. It may be created before the socket, and is connected
 * when the command is about to begin. A thread of its own reads the socket.
 */
public final class AttachSession implements Attached {
    private static final int STDOUT = 2; // conmon: conn_sock.h
    private static final int STDERR = 3;
    private static final int MAX_PACKET = 8192;
    private static final int BACKLOG = 64;
    private static final long MAX_END_WAIT = 30; // seconds
    private static final Frame END = new Frame(Frame.Source.STDIN, ByteBuffer.allocate(0));

    private final boolean terminal;
    private final AttachOptions options;
    private final Runnable onDetach;
    private final Supplier<Future<?>> done;
    private final BlockingQueue<Frame> frames = new ArrayBlockingQueue<>(BACKLOG);
    private final CountDownLatch connected = new CountDownLatch(1);
    private final DetachKeys detachKeys;
    private volatile @Nullable SeqPacketSocket socket;
    private volatile boolean closed;

    /**
     * @param onDetach runs after the detach keys
     * @param done supplies the future that is awaited before the output ends, so that a client that
     *     inspects the command afterwards reads its exit status; read when the output has ended
     */
    public AttachSession(
            boolean terminal, AttachOptions options, Runnable onDetach, Supplier<Future<?>> done) {
        this.done = done;
        this.terminal = terminal;
        this.options = options;
        this.onDetach = onDetach;
        this.detachKeys = new DetachKeys(terminal ? options.detachKeys() : "");
    }

    /** Connects to the socket in a bundle. Later output of the command is complete. */
    public void connect(Path bundle) {
        var opened = SeqPacketSocket.connect(bundle.resolve("attach"));
        synchronized (this) {
            if (closed) {
                opened.close();
                return;
            }
            socket = opened;
        }
        connected.countDown();
        Thread.ofPlatform()
                .name("attach " + bundle.getFileName())
                .daemon()
                .start(() -> receive(opened));
    }

    private void receive(SeqPacketSocket from) {
        byte[] packet = new byte[MAX_PACKET + 1];
        try {
            for (int n = from.read(packet); n > 0; n = from.read(packet)) {
                deliver(packet, n);
            }
        } catch (LinuxException broken) {
            // conmon has exited: the same as the end
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            awaitDone();
            end();
        }
    }

    private void deliver(byte[] packet, int length) throws InterruptedException {
        boolean error = packet[0] == STDERR;
        if (packet[0] != STDOUT && !error) {
            return;
        }
        if (error ? options.stderr() : options.stdout()) {
            var bytes = ByteBuffer.wrap(Arrays.copyOfRange(packet, 1, length));
            var frame = new Frame(error ? Frame.Source.STDERR : Frame.Source.STDOUT, bytes);
            while (!closed && !frames.offer(frame, 1, TimeUnit.SECONDS)) {
                // a slow client slows the command down
            }
        }
    }

    private void awaitDone() {
        try {
            if (!closed) {
                done.get().get(MAX_END_WAIT, TimeUnit.SECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException unknown) {
            // the output has ended in any case
        }
    }

    /** Nothing more will come. */
    public void end() {
        connected.countDown();
        try {
            while (!frames.offer(END, 1, TimeUnit.SECONDS)) {
                if (closed) {
                    frames.clear(); // the reader has closed the stream
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean terminal() {
        return terminal;
    }

    @Override
    public FrameStream output() {
        return new FrameStream() {
            @Override
            public @Nullable Frame next() throws InterruptedException {
                Frame frame = frames.take();
                if (frame != END) {
                    return frame;
                }
                frames.offer(END); // for later reads
                return null;
            }

            @Override
            public void close() {
                AttachSession.this.close();
            }
        };
    }

    @Override
    public OutputStream stdin() {
        return new Stdin();
    }

    @Override
    public void close() {
        SeqPacketSocket open;
        synchronized (this) {
            closed = true;
            open = socket;
        }
        frames.clear();
        if (open != null) {
            open.close();
        }
        end();
    }

    /** Sends to the command, in packets that conmon reads at once. */
    private final class Stdin extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            var open = await();
            if (open == null || !options.stdin()) {
                return;
            }
            var passed = detachKeys.look(bytes, offset, length);
            send(open, passed.bytes());
            if (passed.detach()) {
                onDetach.run();
                AttachSession.this.close();
            }
        }

        private void send(SeqPacketSocket open, byte[] bytes) throws IOException {
            try {
                for (int at = 0; at < bytes.length; at += MAX_PACKET) {
                    open.write(bytes, at, Math.min(MAX_PACKET, bytes.length - at));
                }
            } catch (LinuxException gone) {
                throw new IOException(gone.getMessage(), gone);
            }
        }

        private @Nullable SeqPacketSocket await() throws IOException {
            try {
                connected.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stopped);
            }
            return closed ? null : socket;
        }

        @Override
        public void close() throws IOException {
            var open = await();
            if (open != null && options.stdin()) {
                try {
                    open.shutdownOutput();
                } catch (LinuxException gone) {
                    // the command has ended already
                }
            }
        }
    }
}
