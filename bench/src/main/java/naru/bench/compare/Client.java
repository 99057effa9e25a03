package naru.bench.compare;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests over a Unix socket, each on a new connection. */
final class Client {
    private static final int LIMIT_SECONDS = 6;

    private final Path socket;

    Client(Path socket) {
        this.socket = socket;
    }

    /**
     * Sends one request and reads the response to its end. After an upgrade it shuts down the
     * output at once, so that the stream ends, too.
     *
     * @throws IOException also if the response does not end in time
     */
    Answer send(String method, String path, String contentType, byte[] body) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            var answer =
                    CompletableFuture.supplyAsync(
                            () -> exchange(channel, request(method, path, contentType, body)),
                            task -> Thread.ofVirtual().start(task));
            return parse(answer.get(LIMIT_SECONDS, TimeUnit.SECONDS), method);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException(method + " " + path + " on " + socket + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(method + " " + path);
        }
    }

    private static byte[] request(String method, String path, String type, byte[] body) {
        var head = new StringBuilder();
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: docker\r\n");
        head.append("Connection: close\r\n");
        if (!type.isEmpty()) {
            head.append("Content-Type: ").append(type).append("\r\n");
        }
        if (body.length > 0 || !type.isEmpty()) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    private static byte[] exchange(SocketChannel channel, byte[] request) {
        try {
            var bytes = ByteBuffer.wrap(request);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return Channels.newInputStream(channel).readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Answer parse(byte[] bytes, String method) throws IOException {
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 12) {
            throw new IOException("no answer: " + text);
        }
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        text.substring(0, end)
                .lines()
                .skip(1)
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
                });
        boolean chunked = "chunked".equals(headers.get("Transfer-Encoding"));
        var body = text.substring(end + 4);
        var plain = chunked && !method.equals("HEAD") ? unchunked(body) : body;
        return new Answer(
                Integer.parseInt(text.substring(9, 12)),
                headers,
                plain.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String unchunked(String body) {
        var whole = new StringBuilder();
        int at = 0;
        while (at < body.length()) {
            int line = body.indexOf("\r\n", at);
            int length = Integer.parseInt(body.substring(at, line), 16);
            whole.append(body, line + 2, line + 2 + length);
            at = line + 2 + length + 2;
        }
        return whole.toString();
    }
}
