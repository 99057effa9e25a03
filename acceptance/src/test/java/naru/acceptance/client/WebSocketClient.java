package naru.acceptance.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client's side of RFC 6455 over the daemon's socket, frame by frame. */
final class WebSocketClient implements AutoCloseable {
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private final SocketChannel channel;
    private final DataInputStream input;
    private final String head;

    /** The key and its answer are those of RFC 6455, section 1.3. */
    WebSocketClient(String endpoint, String path) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(endpoint.substring("unix://".length())));
        input = new DataInputStream(Channels.newInputStream(channel));
        write(
                ("GET "
                                + path
                                + " HTTP/1.1\r\nHost: naru\r\nUpgrade: websocket\r\n"
                                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        head = readHead();
    }

    /** The head of the answer. */
    String head() {
        return head;
    }

    private String readHead() throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) input.readUnsignedByte());
        }
        return text.toString();
    }

    /** A frame of the server's. */
    record Frame(int kind, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /** Sends a masked frame. */
    void send(int kind, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] mask = {1, 2, 3, 4};
        var frame = ByteBuffer.allocate(6 + payload.length);
        frame.put((byte) (0x80 | kind)).put((byte) (0x80 | payload.length)).put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        write(frame.array());
    }

    Frame next() throws IOException {
        int kind = input.readUnsignedByte() & 0x0f;
        int length = input.readUnsignedByte();
        byte[] payload = new byte[length == 126 ? input.readUnsignedShort() : length];
        input.readFully(payload);
        return new Frame(kind, payload);
    }

    /** All data up to the server's closing frame. */
    String rest() throws IOException {
        var all = new ByteArrayOutputStream();
        for (var frame = next(); frame.kind() != CLOSE; frame = next()) {
            all.writeBytes(frame.payload());
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    private void write(byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
