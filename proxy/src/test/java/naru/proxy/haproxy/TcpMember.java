package naru.proxy.haproxy;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;

/**
 * A member that answers each line with its name and the line, and keeps the client addresses of
 * PROXY protocol headers.
 */
final class TcpMember implements AutoCloseable {
    private static final int LOCAL = 0x20; // PROXY protocol, version 2, section 2.2
    private static final int HEADER = 16;

    private final String name;
    private final ServerSocket listener;
    private final @Nullable SSLContext tls;
    private final List<String> clients = new CopyOnWriteArrayList<>();

    private TcpMember(String name, @Nullable SSLContext tls) throws IOException {
        this.name = name;
        this.tls = tls;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    static TcpMember plain(String name) throws IOException {
        return new TcpMember(name, null);
    }

    /** A member that ends TLS with a certificate for {@code host}. */
    static TcpMember tls(String name, String host) throws Exception {
        return new TcpMember(name, TestTls.server(host));
    }

    int port() {
        return listener.getLocalPort();
    }

    List<String> clients() {
        return clients;
    }

    private void accept() {
        try {
            while (true) {
                var socket = listener.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            }
        } catch (IOException ignored) {
            // closed
        }
    }

    private void serve(Socket accepted) {
        try (var socket = secured(accepted)) {
            var in = new BufferedInputStream(socket.getInputStream());
            header(in);
            for (var line = line(in); !line.isEmpty(); line = line(in)) {
                var answer = name + " " + line + "\n";
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException ignored) {
            // the connection ends
        }
    }

    private Socket secured(Socket accepted) throws IOException {
        if (tls == null) {
            return accepted;
        }
        return tls.getSocketFactory().createSocket(accepted, accepted.getInputStream(), true);
    }

    private void header(InputStream in) throws IOException {
        in.mark(HEADER);
        if (in.read() != '\r') {
            in.reset();
            return;
        }
        var head = in.readNBytes(HEADER - 1);
        var addresses = in.readNBytes((head[13] & 0xff) << 8 | head[14] & 0xff);
        if (head[11] != LOCAL) {
            var client = java.util.Arrays.copyOf(addresses, 4);
            clients.add(InetAddress.getByAddress(client).getHostAddress());
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
