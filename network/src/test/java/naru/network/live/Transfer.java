package naru.network.live;

import naru.linux.Netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;

/** A stream of bytes between namespaces, by the clock. */
final class Transfer {
    private Transfer() {}

    /** How long {@code bytes} take from {@code sender}, which has {@code address}, to the host. */
    static double seconds(Lab lab, Path sender, String address, int bytes) {
        return seconds(sender, address, bytes, lab.hostFile());
    }

    static double seconds(Path sender, String address, int bytes, Path receiver) {
        try (var from = Netns.open(sender);
                var to = Netns.open(receiver);
                var server = from.call(Transfer::listen)) {
            Thread.ofPlatform().daemon().start(() -> send(server, bytes));
            return to.call(() ->
                    receive(
                            new InetSocketAddress(
                                    InetAddress.ofLiteral(address), server.getLocalPort())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0);
    }

    private static void send(ServerSocket server, int bytes) {
        try (var caller = server.accept()) {
            caller.getOutputStream().write(new byte[bytes]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double receive(InetSocketAddress from) throws IOException {
        long start = System.nanoTime();
        try (var socket = new Socket()) {
            socket.connect(from, 60_000);
            socket.getInputStream().readAllBytes();
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
