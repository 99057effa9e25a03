package naru.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A single HTTP request on a new connection over a Unix socket. */
final class Http {
    private Http() {}

    /** Sends a request and returns the status. {@code body} is JSON, or empty for none. */
    static int status(Path socket, String method, String path, String body) throws IOException {
        var request =
                "%s %s HTTP/1.1\r\nHost: engine\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(method, path, body.length(), body);
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            var answer = new ByteArrayOutputStream();
            var buffer = ByteBuffer.allocate(4096);
            while (channel.read(buffer) >= 0) {
                answer.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            var text = answer.toString(StandardCharsets.US_ASCII);
            if (text.length() < 12) {
                throw new IOException("no answer to " + method + " " + path);
            }
            return Integer.parseInt(text.substring(9, 12));
        }
    }

    static boolean answers(Path socket) {
        try {
            return status(socket, "GET", "/_ping", "") == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
