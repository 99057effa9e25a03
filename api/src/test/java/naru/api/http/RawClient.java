package naru.api.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client that writes given bytes over a Unix socket. */
public final class RawClient implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;
    private final OutputStream out;

    public RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        in = Channels.newInputStream(channel);
        out = Channels.newOutputStream(channel);
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawClient send(byte[] bytes) throws IOException {
        out.write(bytes);
        return this;
    }

    /** Shuts down the output; responses can still be read. */
    public RawClient endInput() throws IOException {
        channel.shutdownOutput();
        return this;
    }

    /** Reads a response header including the empty line. */
    public String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = in.read();
            if (next < 0) {
                return head + "<end>";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Reads a response with a content length, and returns header and body. */
    public String response() throws IOException {
        var head = head();
        var marker = "Content-Length: ";
        var at = head.indexOf(marker);
        if (at < 0) {
            return head;
        }
        var length =
                Integer.parseInt(head.substring(at + marker.length(), head.indexOf("\r\n", at)));
        return head + text(length);
    }

    /** Reads an exact number of bytes. */
    public String text(int length) throws IOException {
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Reads until the server closes the connection. */
    public String rest() throws IOException {
        var all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
