package naru.proxy.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** A member: answers each request with its name. */
public final class TestServer implements AutoCloseable {
    private final String name;
    private final ServerSocket socket;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile String status = "200 OK";
    private volatile long delay;

    private TestServer(String name, ServerSocket socket) {
        this.name = name;
        this.socket = socket;
        Thread.startVirtualThread(this::accept);
    }

    static TestServer start(String name) throws IOException {
        return start(name, 0);
    }

    static TestServer start(String name, int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new TestServer(name, socket);
    }

    /** A port that is not in use, and that the kernel gives to no connection; ip(7). */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_768);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException inUse) {
                // another one, then
            }
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    int requests() {
        return requests.get();
    }

    void answer(String next) {
        status = next;
    }

    /** Answers after a time in milliseconds. */
    void delay(long milliseconds) {
        delay = milliseconds;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                connections.incrementAndGet();
                Thread.startVirtualThread(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    client.getInputStream(), StandardCharsets.ISO_8859_1));
            while (true) {
                var line = in.readLine();
                if (line == null) {
                    return;
                }
                for (var field = in.readLine(); field != null && !field.isEmpty(); ) {
                    field = in.readLine();
                }
                if (!line.contains("/check")) {
                    requests.incrementAndGet();
                }
                Thread.sleep(delay);
                var answer =
                        "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s"
                                .formatted(status, name.length(), name);
                client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | InterruptedException ignored) {
            // the client has gone
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
