package naru.proxy.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A member that answers by HTTP/1.1 on a port of the loopback interface, and keeps the requests.
 */
final class TestMember implements AutoCloseable {
    /** Answers a request with a whole response. */
    interface Answers {
        String to(Message request) throws InterruptedException;
    }

    private final String name;
    private final int port;
    private final ServerSocketChannel listener;
    private final Answers answers;
    private final List<Message> received = new CopyOnWriteArrayList<>();

    private TestMember(String name, Answers answers) throws IOException {
        this.name = name;
        this.answers = answers;
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = listener.socket().getLocalPort();
    }

    static TestMember start(String name, Answers answers) throws IOException {
        var member = new TestMember(name, answers);
        Thread.ofPlatform().daemon().start(member::accept);
        return member;
    }

    static String ok(String body) {
        return response("200 OK", body);
    }

    /** A response with header lines such as {@code "ETag: x"}. */
    static String response(String status, String body, String... fields) {
        var lines = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        return "HTTP/1.1 "
                + status
                + "\r\nContent-Length: "
                + body.length()
                + "\r\n"
                + lines
                + "\r\n"
                + body;
    }

    Server server(int weight) {
        return new Server(name, "127.0.0.1", port, weight);
    }

    int port() {
        return port;
    }

    List<Message> received() {
        return received;
    }

    private void accept() {
        try {
            while (true) {
                var channel = listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(channel));
            }
        } catch (IOException ignored) {
            // closed
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            var in = Channels.newInputStream(channel);
            for (var request = Message.read(in, false);
                    request.isPresent();
                    request = Message.read(in, false)) {
                received.add(request.get());
                var response = answers.to(request.get());
                if (response.isEmpty()) {
                    return;
                }
                Channels.newOutputStream(channel)
                        .write(response.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | RuntimeException | InterruptedException ignored) {
            // the connection ends
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
