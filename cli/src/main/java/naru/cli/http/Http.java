package naru.cli.http;

import naru.linux.Netns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A small HTTP/1.1 client: one connection per request, read to its end. Unlike the JDK's it
 * supports Unix sockets and other network namespaces. RFC 9112.
 */
public record Http(Dialer dialer) {
    /** Opens a connection. */
    @FunctionalInterface
    public interface Dialer {
        SocketChannel dial() throws IOException;
    }

    public static Http unix(Path socket) {
        return new Http(() -> SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    /** Connects from inside a namespace. */
    public static Http tcp(Netns from, InetSocketAddress to) {
        return new Http(() -> {
            var channel = from.call(() -> SocketChannel.open(StandardProtocolFamily.INET));
            channel.connect(to);
            return channel;
        });
    }

    public HttpAnswer get(String target) throws IOException {
        return send("GET", target, "", new byte[0]);
    }

    public HttpAnswer send(String method, String target, String type, byte[] body)
            throws IOException {
        var head =
                new StringBuilder(method + " " + target + " HTTP/1.1\r\n")
                        .append("Host: naru\r\nConnection: close\r\n")
                        .append("Content-Length: " + body.length + "\r\n")
                        .append(type.isEmpty() ? "" : "Content-Type: " + type + "\r\n")
                        .append("\r\n");
        try (var channel = dialer.dial()) {
            write(channel, head.toString().getBytes(StandardCharsets.ISO_8859_1));
            write(channel, body);
            return HttpAnswer.parse(readAll(channel));
        }
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static byte[] readAll(SocketChannel channel) throws IOException {
        var all = new ByteArrayOutputStream();
        byte[] bytes = new byte[1 << 16];
        var buffer = ByteBuffer.wrap(bytes);
        while (channel.read(buffer) >= 0) {
            all.write(bytes, 0, buffer.position());
            buffer.clear();
        }
        return all.toByteArray();
    }
}
