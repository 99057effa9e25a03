package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.proxy.runtime.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Upgraded connections, and members that speak HTTP/2. */
class StreamsTest {
    @TempDir private Path folder;

    @Test
    void passesWebSocketsThrough() throws Exception {
        try (var listener = new ServerSocket()) {
            listener.bind(new InetSocketAddress("127.0.0.1", TestServer.freePort()));
            Thread.ofPlatform().daemon().start(() -> echoAfterUpgrade(listener));
            try (var proxy =
                            TestProxy.in(folder)
                                    .elsewhere(
                                            "web",
                                            "naru.proxy.host=shop.test",
                                            listener.getLocalPort())
                                    .start();
                    var channel =
                            SocketChannel.open(
                                    UnixDomainSocketAddress.of(
                                            proxy.folder().resolve("http.sock")))) {
                var out = Channels.newOutputStream(channel);
                var in = Channels.newInputStream(channel);
                out.write(
                        ("PROXY TCP4 192.0.2.1 198.51.100.1 1 80\r\n"
                                        + "GET /chat HTTP/1.1\r\nHost: shop.test\r\n"
                                        + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                        + "Sec-WebSocket-Version: 13\r\n"
                                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                var answer = Message.read(in, false).orElseThrow();
                assertThat(answer.status()).isEqualTo(101);
                out.write(new byte[] {1, 2, 3});
                assertThat(in.readNBytes(3)).containsExactly(1, 2, 3);
            }
        }
    }

    private static void echoAfterUpgrade(ServerSocket listener) {
        try (var socket = listener.accept()) {
            var in = socket.getInputStream();
            Message.read(in, false).orElseThrow();
            socket.getOutputStream()
                    .write(
                            ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                            + "Connection: Upgrade\r\nSec-WebSocket-Accept:"
                                            + " s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            in.transferTo(socket.getOutputStream());
        } catch (Exception ignored) {
            // the test ends
        }
    }

    /** A second HAProxy is the member: it answers only if it is spoken to by HTTP/2. */
    @Test
    void speaksHttp2ToMembers() throws Exception {
        int port = TestServer.freePort();
        var other = Files.createDirectory(folder.resolve("member"));
        Files.writeString(
                other.resolve("haproxy.cfg"),
                """
                defaults
                  mode http
                  timeout client 5s
                frontend grpc
                  bind 127.0.0.1:%d proto h2
                  bind unix@%s
                  http-request return status 200 hdr grpc-status 0 hdr X-Version %%[req.ver]
                """
                        .formatted(port, other.resolve("ready.sock")));
        try (var member = HaproxyProcess.start(other, other.resolve("ready.sock"));
                var proxy =
                        TestProxy.in(folder)
                                .elsewhere(
                                        "web",
                                        """
                                        naru.proxy.host=shop.test
                                        naru.proxy.scheme=h2c
                                        naru.proxy.check=/health
                                        naru.proxy.check-interval=20ms
                                        """,
                                        port)
                                .start()) {
            Thread.sleep(500); // of which some checks failed, if they spoke HTTP/1.1
            assertThat(proxy.get("shop.test/").value("x-version")).contains("2.0");
            assertThat(curl(proxy)).contains("HTTP/2 200").contains("grpc-status: 0");
            assertThat(member.log()).doesNotContain("ALERT");
        }
    }

    private static String curl(TestProxy proxy) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "no curl here");
        var command =
                List.of(
                        "curl",
                        "-si",
                        "--http2-prior-knowledge",
                        "--unix-socket",
                        proxy.folder().resolve("plain.sock").toString(),
                        "http://shop.test/");
        try (InputStream in = new ProcessBuilder(command).start().getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
