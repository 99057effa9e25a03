package naru.network.host.linux;

import naru.network.host.RelayConnection;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A connection to a running relay. Its end means that the relay has ended. */
public final class RelaySocket implements RelayConnection {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final String END = "";

    private final SocketChannel channel;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private volatile boolean ended;

    private RelaySocket(SocketChannel channel) {
        this.channel = channel;
    }

    /** Empty where no relay listens. {@code afterEnd} runs when the relay ends by itself. */
    public static Optional<RelaySocket> connect(Path socket, Runnable afterEnd) {
        try {
            var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
            } catch (IOException refused) {
                channel.close();
                return Optional.empty();
            }
            var control = new RelaySocket(channel);
            Thread.ofVirtual().name("relay").start(() -> control.listen(afterEnd));
            return Optional.of(control);
        } catch (IOException ignored) {
            return Optional.empty();
        }
    }

    private void listen(Runnable afterEnd) {
        try (var lines =
                new BufferedReader(Channels.newReader(channel, StandardCharsets.US_ASCII))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                answers.add(line);
            }
        } catch (IOException ignored) {
            // closed on either side
        }
        boolean closedHere = ended;
        ended = true;
        answers.add(END);
        if (!closedHere) {
            afterEnd.run();
        }
    }

    @Override
    public boolean isOpen() {
        return !ended;
    }

    @Override
    public Answer ask(String orders) throws IOException {
        var bytes = ByteBuffer.wrap((orders + ".\n").getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        try {
            var line = answers.poll(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null || line.equals(END)) {
                close();
                throw new IOException(line == null ? "the relay is silent" : "the relay has ended");
            }
            return answer(line);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            close(); // the answer must not be taken for that of the next order
            throw new IOException("interrupted", stop);
        }
    }

    private static Answer answer(String line) throws IOException {
        var words = line.split(" ", 3);
        try {
            return switch (words[0]) {
                case "ok" ->
                        new Answer(Long.parseLong(words[1]), Integer.parseInt(words[2]), 0, "");
                case "error" -> new Answer(0, 0, Integer.parseInt(words[1]), words[2]);
                default -> throw new IOException("unknown answer of the relay: " + line);
            };
        } catch (NumberFormatException | IndexOutOfBoundsException wrong) {
            throw new IOException("unknown answer of the relay: " + line, wrong);
        }
    }

    /** Whether the process runs what {@code program} holds now. */
    public static boolean runs(long pid, Path program) {
        try {
            return Files.mismatch(Path.of("/proc/" + pid + "/exe"), program) == -1;
        } catch (IOException ignored) {
            return false;
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            channel.close();
        } catch (IOException ignored) {
            // nothing depends on it
        }
    }
}
