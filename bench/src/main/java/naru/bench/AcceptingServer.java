package naru.bench;

import naru.linux.Netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A server in a network namespace that accepts and closes connections, and its clients. */
final class AcceptingServer implements AutoCloseable {
    private final ServerSocketChannel socket;

    private AcceptingServer(ServerSocketChannel socket) {
        this.socket = socket;
    }

    static AcceptingServer in(Netns netns, int port) {
        var server = new AcceptingServer(netns.call(() -> listen(port)));
        Thread.ofPlatform().daemon().start(server::accept);
        return server;
    }

    private static ServerSocketChannel listen(int port) {
        try {
            return ServerSocketChannel.open().bind(new InetSocketAddress(port), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (socket.isOpen()) {
            try (var _ = socket.accept()) {
                continue;
            } catch (IOException e) {
                continue; // the client has disconnected, or the server is closed
            }
        }
    }

    /** Makes sequential connections; each is reset, which leaves no port in TIME_WAIT. */
    static void connect(InetSocketAddress target, int times) {
        for (int i = 0; i < times; i++) {
            try (var client = SocketChannel.open(target)) {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
