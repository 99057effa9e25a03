package naru.proxy.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A command socket of HAProxy, with a connection for each command; management guide, section 9.3.
 * Any thread.
 */
final class CommandSocket {
    /**
     * The greatest length of a command with its payload, in bytes. HAProxy closes the connection
     * without an answer if a command exceeds tune.bufsize, 16384 by default.
     */
    static final int MAX_COMMAND = 15_000;

    private final Path path;
    private final Duration timeout;

    CommandSocket(Path path, Duration timeout) {
        this.path = path;
        this.timeout = timeout;
    }

    /**
     * Returns the answer without the empty lines at its end.
     *
     * @throws IOException if there is no answer in time
     */
    String ask(String command) throws IOException {
        var bytes = (command + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_COMMAND) {
            throw new IOException("command of " + bytes.length + " bytes is too long");
        }
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
                var selector = Selector.open()) {
            channel.configureBlocking(false);
            long end = System.nanoTime() + timeout.toNanos();
            var request = ByteBuffer.wrap(bytes);
            var key = channel.register(selector, SelectionKey.OP_WRITE);
            while (request.hasRemaining()) {
                if (channel.write(request) == 0) {
                    await(selector, end, command);
                }
            }
            channel.shutdownOutput(); // the master socket keeps a connection open otherwise
            key.interestOps(SelectionKey.OP_READ);
            return answer(channel, selector, end, command).stripTrailing();
        }
    }

    private String answer(SocketChannel channel, Selector selector, long end, String command)
            throws IOException {
        var all = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(1 << 16);
        while (true) {
            int count = channel.read(buffer);
            if (count < 0) {
                return all.toString(StandardCharsets.UTF_8);
            }
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            if (count == 0) {
                await(selector, end, command);
            }
        }
    }

    private void await(Selector selector, long end, String command) throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new IOException(path + " does not answer " + firstLine(command));
        }
        selector.select(left);
        selector.selectedKeys().clear();
    }

    private static String firstLine(String command) {
        return command.lines().findFirst().orElse("");
    }
}
