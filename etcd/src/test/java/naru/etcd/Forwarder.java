package naru.etcd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP forwarder before a server, which cuts connections and swallows replies. */
final class Forwarder implements AutoCloseable {
    private final int port;
    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** Replies get lost, and the connection is cut with the next one. */
    volatile boolean swallowing;

    volatile int swallowed;

    /**
     * @param port where the server listens
     */
    Forwarder(int port) throws IOException {
        this.port = port;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    Endpoint endpoint() {
        return new Endpoint(false, "127.0.0.1", listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), port);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> copy(client, server, false));
                Thread.ofVirtual().start(() -> copy(server, client, true));
            } catch (IOException e) {
                // closed, or the server is away
            }
        }
    }

    private void copy(Socket from, Socket to, boolean replies) {
        try (from;
                to) {
            var buffer = new byte[65536];
            int length;
            while ((length = from.getInputStream().read(buffer)) >= 0) {
                if (replies && swallowing) {
                    swallowing = false;
                    swallowed++;
                    return;
                }
                to.getOutputStream().write(buffer, 0, length);
            }
        } catch (IOException e) {
            // one end has closed it
        }
    }

    /** Cuts all connections. */
    void cut() throws IOException {
        for (var socket : open) {
            open.remove(socket);
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
