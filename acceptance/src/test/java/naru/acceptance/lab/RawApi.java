package naru.acceptance.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** HTTP over the daemon's socket, byte by byte, for requests that no client would send. */
public final class RawApi {
    private final UnixDomainSocketAddress socket;

    private final boolean prints;

    /** Takes a DOCKER_HOST. */
    public RawApi(String endpoint) {
        this(endpoint, true);
    }

    /** Without {@code prints} the output is not printed. */
    public RawApi(String endpoint, boolean prints) {
        this.prints = prints;
        socket = UnixDomainSocketAddress.of(endpoint.substring("unix://".length()));
    }

    public record Response(int status, String body) {}

    public Response get(String path) {
        return send("GET", path, "", new byte[0]);
    }

    public Response post(String path, String json) {
        return send(
                "POST",
                path,
                "Content-Type: application/json\r\n",
                json.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a request. {@code headers} are complete lines. */
    public Response send(String method, String path, String headers, byte[] body) {
        var head =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: naru\r\nConnection: close\r\n"
                        + headers
                        + "Content-Length: "
                        + body.length
                        + "\r\n\r\n";
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(socket);
            var writer = Thread.ofVirtual().start(() -> write(channel, head, body));
            var response = parse(Channels.newInputStream(channel).readAllBytes());
            writer.join();
            if (prints) {
                System.out.println(
                        method
                                + " "
                                + path
                                + " -> "
                                + response.status()
                                + " "
                                + shortened(response.body()));
            }
            return response;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(method + " " + path, e);
        }
    }

    /**
     * Sends a request written as {@code POST /path {json}}; the status is 0 if the daemon ended
     * before its reply.
     */
    public Response ask(String request) {
        var words = request.split(" ", 3);
        var json = words.length < 3 ? "" : words[2];
        var type = json.isEmpty() ? "" : "Content-Type: application/json\r\n";
        try {
            return send(words[0], words[1], type, json.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalStateException dead) {
            return new Response(0, dead.getMessage());
        }
    }

    private static void write(SocketChannel channel, String head, byte[] body) {
        try {
            var bytes = ByteBuffer.allocate(head.length() + body.length);
            bytes.put(head.getBytes(StandardCharsets.US_ASCII)).put(body).flip();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException _) {
            // the daemon has replied without reading all of it
        }
    }

    private static Response parse(byte[] bytes) throws IOException {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no whole answer: " + text);
        }
        var head = text.substring(0, end);
        var body = text.substring(end + 4);
        int status = Integer.parseInt(head.substring(9, 12));
        var plain =
                head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked")
                        ? unchunked(body)
                        : body;
        return new Response(
                status,
                new String(plain.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private static String unchunked(String body) {
        var whole = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length()) {
            int line = body.indexOf("\r\n", at);
            int length = Integer.parseInt(body.substring(at, line), 16);
            whole.writeBytes(
                    body.substring(line + 2, line + 2 + length)
                            .getBytes(StandardCharsets.ISO_8859_1));
            at = line + 2 + length + 2;
        }
        return whole.toString(StandardCharsets.ISO_8859_1);
    }

    private static String shortened(String text) {
        return text.length() <= 300 ? text.strip() : text.substring(0, 300) + " …";
    }
}
