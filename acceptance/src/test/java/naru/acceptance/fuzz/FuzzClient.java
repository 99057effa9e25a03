package naru.acceptance.fuzz;

import naru.acceptance.lab.Deadline;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** Sends bytes, and reads the beginning of the reply. */
final class FuzzClient {
    private static final int ENOUGH = 64 * 1024;

    private final UnixDomainSocketAddress socket;

    FuzzClient(String endpoint) {
        socket = UnixDomainSocketAddress.of(endpoint.substring("unix://".length()));
    }

    /** The reply: a status, 0 for a closed connection, and the beginning of the body. */
    record Answer(int status, String text) {}

    /**
     * The answer, or nothing if its head has not come within {@code limit}. Of an answer without an
     * end the beginning is enough; the connection is closed then, as by a client that disconnects.
     */
    Optional<Answer> ask(byte[] request, Duration limit) throws Exception {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(socket);
            var text = new StringBuffer();
            var head = new CompletableFuture<Integer>();
            var reader = Thread.ofVirtual().start(() -> exchange(channel, request, text, head));
            var status = Deadline.get(limit, head);
            if (!reader.join(Duration.ofMillis(status >= 400 ? 2000 : 200))) {
                channel.shutdownInput();
            }
            return Optional.of(new Answer(status, text.toString()));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
    }

    private static void exchange(
            SocketChannel channel,
            byte[] request,
            StringBuffer text,
            CompletableFuture<Integer> head) {
        try {
            var bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.shutdownOutput();
            var buffer = ByteBuffer.allocate(8192);
            while (text.length() < ENOUGH && channel.read(buffer) >= 0) {
                text.append(
                        new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
                buffer.clear();
                if (text.length() >= 12) {
                    head.complete(status(text.substring(0, 12)));
                }
            }
        } catch (IOException e) {
            text.append("<").append(e.getMessage()).append(">");
        }
        head.complete(0);
    }

    private static int status(String line) {
        return line.matches("HTTP/1\\.. [0-9]{3}") ? Integer.parseInt(line.substring(9)) : -1;
    }
}
