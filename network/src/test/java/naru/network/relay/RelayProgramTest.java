package naru.network.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.host.linux.RelaySocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The relay program on the loopback: what it carries, and what its orders do. Needs no root. */
class RelayProgramTest {
    private static final Path PROGRAM = Path.of("target", "naru-relay").toAbsolutePath();
    private static final InetAddress FOUR = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress SIX = InetAddress.ofLiteral("::1");
    private static final int BYTES = 8_000_000;

    @TempDir private Path folder;
    private Process process;
    private RelaySocket relay;

    @BeforeEach
    void start() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "no C compiler built the relay");
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(SIX, 0));
        } catch (SocketException none) {
            Assumptions.abort("this host has no IPv6");
        }
        var socket = folder.resolve("relay.sock");
        process = new ProcessBuilder(PROGRAM.toString(), socket.toString()).inheritIO().start();
        for (int i = 0; i < 12_000 && relay == null; i++) {
            Thread.sleep(5);
            relay = RelaySocket.connect(socket, () -> {}).orElse(null);
        }
        assertThat(relay).as("listens").isNotNull();
    }

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            relay.close();
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void carriesBothWaysAndHalfClosesOverAnExec() throws Exception {
        var other = Files.copy(PROGRAM, folder.resolve("other"));
        try (var server = new ServerSocket(0, 50, FOUR)) {
            Thread.ofVirtual().start(() -> echo(server));
            int port = freePort();
            ok("add tcp ::1 %d 127.0.0.1 %d 1".formatted(port, server.getLocalPort()));
            var sent = new byte[BYTES];
            new Random(1).nextBytes(sent);
            try (var client = new Socket(SIX, port)) {
                var writer =
                        Thread.ofVirtual()
                                .start(() -> {
                                    try {
                                        client.getOutputStream().write(sent);
                                        client.shutdownOutput();
                                    } catch (IOException failure) {
                                        throw new AssertionError(failure);
                                    }
                                });
                var first = client.getInputStream().readNBytes(BYTES / 3);
                ok("exec " + other);
                var rest = client.getInputStream().readAllBytes();
                writer.join();
                assertThat(first.length + rest.length).isEqualTo(BYTES + 3);
                assertThat(Arrays.mismatch(first, sent)).isEqualTo(first.length);
                assertThat(Arrays.equals(rest, 0, rest.length - 3, sent, first.length, BYTES))
                        .isTrue();
            }
            assertThat(RelaySocket.runs(process.pid(), other)).isTrue();
        }
    }

    private static void echo(ServerSocket server) {
        try (var peer = server.accept()) {
            peer.getInputStream().transferTo(peer.getOutputStream());
            peer.getOutputStream().write("end".getBytes());
        } catch (IOException closed) {
            // the test is over
        }
    }

    @Test
    void repliesComeFromTheRequestedAddress() throws Exception {
        try (var server = new DatagramSocket(0, SIX);
                var client = new DatagramSocket(0, FOUR)) {
            int port = freePort();
            ok("add udp 0.0.0.0 %d ::1 %d 1".formatted(port, server.getLocalPort()));
            client.setSoTimeout(60_000);
            server.setSoTimeout(60_000);
            var asked = new InetSocketAddress("127.0.0.77", port);
            client.connect(asked); // a reply from elsewhere is not received

            var source = ask(client, server, "one");
            ok("exec " + Files.copy(PROGRAM, folder.resolve("other")));

            assertThat(ask(client, server, "two")).as("of the same session").isEqualTo(source);
        }
    }

    /** The port that the server sees. */
    private static int ask(DatagramSocket client, DatagramSocket server, String text)
            throws IOException {
        client.send(new DatagramPacket(text.getBytes(), text.length()));
        var packet = new DatagramPacket(new byte[100], 100);
        server.receive(packet);
        server.send(packet);
        var reply = new DatagramPacket(new byte[100], 100);
        client.receive(reply);
        assertThat(new String(reply.getData(), 0, reply.getLength())).isEqualTo(text);
        return packet.getPort();
    }

    @Test
    void aClosedPortIsReportedToClientsOfUdp() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root"), "raw sockets need root");
        for (var addresses : List.of(List.of("::1", "127.0.0.1"), List.of("127.0.0.1", "::1"))) {
            int port = freePort();
            var order = "add udp %s %d %s %d 1";
            ok(order.formatted(addresses.getFirst(), port, addresses.getLast(), freePort()));
            ok("exec " + Files.copy(PROGRAM, folder.resolve("other" + port)));
            try (var client = new DatagramSocket()) {
                client.setSoTimeout(5000);
                client.connect(new InetSocketAddress(addresses.getFirst(), port));
                client.send(new DatagramPacket(new byte[5], 5));

                assertThatThrownBy(() -> client.receive(new DatagramPacket(new byte[5], 5)))
                        .isInstanceOf(PortUnreachableException.class);
            }
        }
    }

    @Test
    void aTargetThatDoesNotListenIsARefusal() throws Exception {
        int port = freePort();
        ok("add tcp ::1 %d 127.0.0.1 %d 1".formatted(port, freePort()));

        assertThatThrownBy(
                        () -> {
                            try (var client = new Socket(SIX, port)) {
                                client.setSoTimeout(60_000);
                                if (client.getInputStream().read() == -1) {
                                    throw new AssertionError("ended in peace");
                                }
                            }
                        })
                .isInstanceOf(SocketException.class);
    }

    @Test
    void portsThatCannotAllBeBoundAreNotBoundAtAll() throws Exception {
        try (var holder = new ServerSocket(freePort(), 50, SIX)) {
            int last = holder.getLocalPort();

            var answer = relay.ask("add tcp ::1 %d 127.0.0.1 1 3\n".formatted(last - 2));

            assertThat(answer.error()).isEqualTo(98);
            assertThat(answer.object()).startsWith("tcp ::1 ");
            assertThatThrownBy(() -> new Socket(SIX, last - 2).close())
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void unpublishEndsConnectionsAndTheProcess() throws Exception {
        try (var server = new ServerSocket(0, 50, FOUR)) {
            int port = freePort();
            ok("add tcp ::1 %d 127.0.0.1 %d 1".formatted(port, server.getLocalPort()));
            try (var client = new Socket(SIX, port);
                    var peer = server.accept()) {
                client.setSoTimeout(60_000);

                ok("del tcp ::1 %d 1".formatted(port));

                assertThatThrownBy(() -> client.getInputStream().read())
                        .isInstanceOf(SocketException.class);
                assertThatThrownBy(() -> peer.getInputStream().read())
                        .isInstanceOf(SocketException.class);
            }
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(folder.resolve("relay.sock")).doesNotExist();
        }
    }

    @Test
    void aFullListKeepsWhatStays() throws Exception {
        try (var server = new ServerSocket(0, 50, FOUR)) {
            int kept = freePort();
            int gone = freePort();
            var add = "add tcp ::1 %d 127.0.0.1 " + server.getLocalPort() + " 1\n";
            ok(add.formatted(kept) + add.formatted(gone).strip());
            try (var client = new Socket(SIX, kept);
                    var peer = server.accept()) {
                assertThat(relay.ask("check\n" + add.formatted(kept)).isOk()).isFalse();
                ok("reset\n" + add.formatted(kept).strip());
                ok("check\n" + add.formatted(kept).strip());

                client.getOutputStream().write(7);
                assertThat(peer.getInputStream().read()).isEqualTo(7);
                assertThatThrownBy(() -> new Socket(SIX, gone).close())
                        .isInstanceOf(SocketException.class);
            }
        }
    }

    @Test
    void aThousandPortsAreOneSmallProcess() throws Exception {
        long start = System.nanoTime();
        ok("add tcp ::1 21000 127.0.0.1 1 1000");
        var took = Duration.ofNanos(System.nanoTime() - start);

        var status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
        int kib = Integer.parseInt(status.replaceAll("(?s).*VmRSS:\\s*(\\d+) kB.*", "$1"));
        System.out.printf("1,000 ports: %d ms, %d KiB%n", took.toMillis(), kib);
        assertThat(took).isLessThan(Duration.ofSeconds(1));
        assertThat(kib).isLessThan(20 * 1024);
    }

    private void ok(String orders) throws IOException {
        assertThat(relay.ask(orders + "\n").error()).as(orders).isZero();
    }

    /** A port that is not in use, and that the kernel gives to no connection; ip(7). */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_768);
            try (var probe = new ServerSocket(port, 1, SIX)) {
                return probe.getLocalPort();
            } catch (IOException ignored) {
                // in use: another one
            }
        }
    }
}
