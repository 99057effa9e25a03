package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The access log, the metrics, and what the proxy answers itself. */
class ObservationTest {
    private static final String LABELS = "naru.proxy.host=shop.test";

    @TempDir private Path folder;

    @Test
    void logsRequestsAsJson() throws Exception {
        try (var proxy =
                TestProxy.in(folder).logRequests("stdout").container("web", LABELS).start()) {
            proxy.raw(
                    "192.0.2.7",
                    "GET /a\"b\\c?x=\u00e9 HTTP/1.1\r\nHost: shop.test\r\n\r\n",
                    "GET");
            proxy.get("shop.test/a%22b?x='y'");

            var line = line(proxy);
            // JSON is YAML, and the library refuses what is not
            var entry = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(line);
            assertThat(entry.get("client")).isEqualTo("192.0.2.9");
            assertThat(entry.get("uri")).isEqualTo("/a%22b?x='y'");
            assertThat(entry.get("host")).isEqualTo("shop.test");
            assertThat(entry.get("status")).isEqualTo(200);
            assertThat(entry.get("route")).isEqualTo("shop:web-shop");
            assertThat(entry.get("member")).isEqualTo("web");
            assertThat(entry.get("scheme")).isEqualTo("http");
            assertThat((int) entry.get("duration_ms")).isBetween(0, 10_000);
        }
    }

    @Test
    void logsRequestsToASyslogServer() throws Exception {
        try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var proxy =
                        TestProxy.in(folder)
                                .confined()
                                .logRequests("127.0.0.1:" + server.getLocalPort())
                                .container("web", LABELS)
                                .start()) {
            server.setSoTimeout(10_000);
            proxy.get("shop.test/a");

            var packet = new DatagramPacket(new byte[65_536], 65_536);
            String text;
            do { // HAProxy also reports its start
                server.receive(packet);
                text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            } while (!text.contains("{"));
            assertThat(text).matches("(?s)<134>1 .* haproxy [0-9]+ - - \\{.*\"status\":200,.*}\n?");
        }
    }

    /** The line of the second request, which is written after its response. */
    private static String line(TestProxy proxy) throws Exception {
        for (int i = 0; i < 500; i++) {
            for (var line : proxy.log().lines().toList()) {
                if (line.startsWith("{") && line.contains("%22") && line.endsWith("}")) {
                    return line;
                }
            }
            Thread.sleep(10);
        }
        throw new AssertionError(proxy.log());
    }

    @Test
    void countsByRouteAndMember() throws Exception {
        var member =
                "haproxy_server_http_responses_total{proxy=\"shop:web-shop\","
                        + "server=\"web\",code=\"2xx\"} 1\n";
        var route = "haproxy_backend_http_requests_total{proxy=\"shop:web-shop\"} 1\n";
        try (var proxy = TestProxy.in(folder).container("web", LABELS).start()) {
            proxy.get("shop.test/");

            String text = metrics();
            for (int i = 0; i < 500 && !(text.contains(member) && text.contains(route)); i++) {
                Thread.sleep(10); // a request is counted after its response
                text = metrics();
            }
            assertThat(text).contains(member, route);
        }
    }

    /** The metrics without the lines between chunks. */
    private String metrics() throws IOException {
        var socket = UnixDomainSocketAddress.of(folder.resolve("metrics.sock"));
        try (var channel = SocketChannel.open(socket)) {
            var request = "GET /metrics HTTP/1.0\r\n\r\n";
            Channels.newOutputStream(channel).write(request.getBytes(StandardCharsets.US_ASCII));
            var text =
                    new String(
                            Channels.newInputStream(channel).readAllBytes(),
                            StandardCharsets.UTF_8);
            return text.replaceAll("\r\n[0-9A-Fa-f]+\r\n", "");
        }
    }

    @Test
    void answersAcmeChallenges() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .answers(new OwnAnswers(Map.of("tok-1", "tok-1.key"), Map.of()))
                        .container("web", LABELS + "\nnaru.proxy.tls=redirect")
                        .start()) {
            var path = "/.well-known/acme-challenge/";
            assertThat(proxy.get("shop.test" + path + "tok-1").body()).isEqualTo("tok-1.key");
            assertThat(proxy.get("other.test" + path + "tok-1").body()).isEqualTo("tok-1.key");
            assertThat(proxy.get("shop.test" + path + "tok-2").status()).isEqualTo(301);
        }
    }

    @Test
    void showsMaintenancePage() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .answers(
                                new OwnAnswers(
                                        Map.of(), Map.of("shop.test", "<h1>Back at\n 8</h1>")))
                        .container("web", LABELS + ",other.test")
                        .start()) {
            var page = proxy.get("shop.test/x");
            assertThat(page.status()).isEqualTo(503);
            assertThat(page.body()).isEqualTo("<h1>Back at 8</h1>");
            assertThat(page.value("retry-after")).contains("60");
            assertThat(proxy.get("other.test/").body()).isEqualTo("web");
        }
    }
}
