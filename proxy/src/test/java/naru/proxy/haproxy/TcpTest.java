package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.label.Settings.EntryPoint.Kind;
import naru.proxy.runtime.TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** TCP routes, beside HTTPS on one port and at entry points of their own. */
class TcpTest {
    @TempDir private Path folder;
    private final List<TcpMember> members = new ArrayList<>();
    private final int port = TestServer.freePort();
    private final int own = TestServer.freePort();
    private Certificates certificates = Certificates.NONE;

    @BeforeEach
    void makeCertificates() throws Exception {
        certificates =
                new Certificates(
                        Optional.of(
                                TestTls.certificate(folder, "fallback", "fallback.invalid").file()),
                        List.of(TestTls.certificate(folder, "ours", "*.test")));
    }

    @AfterEach
    void closeMembers() throws Exception {
        for (var member : members) {
            member.close();
        }
    }

    @Test
    void passesTlsThroughBesideHttps() throws Exception {
        var db = member(TcpMember.tls("db", "db.own"));
        try (var proxy =
                proxy().container("web", "naru.proxy.host=shop.test")
                        .elsewhere(
                                "db",
                                """
                                traefik.enable=true
                                traefik.tcp.routers.db.rule=HostSNI(`db.own`)
                                traefik.tcp.routers.db.entrypoints=websecure
                                traefik.tcp.routers.db.tls.passthrough=true
                                traefik.tcp.services.db.loadbalancer.server.port=5432
                                """,
                                db.port())
                        .start()) {
            assertThat(exchange("db.own", "hello")).isEqualTo("CN=db.own: db hello");
            assertThat(exchange("shop.test", "GET / HTTP/1.0\r\nHost: shop.test\r\n\r"))
                    .isEqualTo("CN=*.test: HTTP/1.1 200 OK\r");
            var received = proxy.member("web").received().getFirst();
            assertThat(received.value("x-forwarded-for")).contains("127.0.0.1");
            assertThat(received.value("x-forwarded-port")).contains(String.valueOf(port));
        }
    }

    @Test
    void endsTlsOfTcpRoutes() throws Exception {
        var db = member(TcpMember.plain("db"));
        try (var proxy =
                proxy().elsewhere(
                                "db",
                                """
                                naru.proxy.tcp=https
                                naru.proxy.host=db.test
                                naru.proxy.tls=on
                                naru.proxy.port=5432
                                naru.proxy.proxy-protocol=v2
                                """,
                                db.port())
                        .start()) {
            assertThat(exchange("db.test", "hello")).isEqualTo("CN=*.test: db hello");
            assertThat(db.clients()).containsExactly("127.0.0.1");
            assertThat(proxy.log()).doesNotContain("WARNING").doesNotContain("ALERT");
        }
    }

    @Test
    void givesPlainTcpAnEntryPoint() throws Exception {
        var db = member(TcpMember.plain("db"));
        try (var proxy =
                proxy().entryPoint("postgres", Kind.TCP, own)
                        .elsewhere("db", "naru.proxy.tcp=postgres\nnaru.proxy.port=5432", db.port())
                        .start()) {
            assertThat(plain(own, "hello")).isEqualTo("db hello");
            assertThat(proxy.get("any.test/").status()).isEqualTo(404);
        }
    }

    @Test
    void servesHttpAtFurtherEntryPoints() throws Exception {
        try (var proxy =
                proxy().entryPoint("internal", Kind.HTTP, own)
                        .container(
                                "web",
                                """
                                traefik.enable=true
                                traefik.http.routers.web.rule=Host(`shop.test`)
                                traefik.http.routers.web.entrypoints=internal
                                """)
                        .start()) {
            assertThat(plain(own, "GET / HTTP/1.0\r\nHost: shop.test\r\n\r"))
                    .isEqualTo("HTTP/1.1 200 OK\r");
            assertThat(proxy.get("shop.test/").status()).isEqualTo(404);
        }
    }

    @Test
    void prefersNamesOfHttpsToAllNamesOfTcp() throws Exception {
        var db = member(TcpMember.tls("db", "db.own"));
        try (var proxy =
                proxy().container("web", "naru.proxy.host=shop.test")
                        .elsewhere("db", tcp("HostSNI(`*`)", "tls.passthrough=true"), db.port())
                        .start()) {
            assertThat(exchange("other.test", "x")).isEqualTo("CN=db.own: db x");
            assertThat(exchange("", "x")).isEqualTo("CN=db.own: db x");
            assertThat(exchange("shop.test", "GET / HTTP/1.0\r\nHost: shop.test\r\n\r"))
                    .endsWith("200 OK\r");
            assertThat(proxy.get("shop.test/").status()).isEqualTo(200);
        }
    }

    @Test
    void routesByApplicationProtocol() throws Exception {
        var one = member(TcpMember.tls("one", "one.own"));
        var two = member(TcpMember.tls("two", "two.own"));
        try (var proxy =
                proxy().elsewhere("one", tcp("ALPN(`mqtt`)", "tls.passthrough=true"), one.port())
                        .elsewhere(
                                "two",
                                """
                                naru.proxy.two.tcp=https
                                naru.proxy.two.host=*.own
                                """,
                                two.port())
                        .start()) {
            assertThat(exchange("x.example", "x", "mqtt")).isEqualTo("CN=one.own: one x");
            assertThat(exchange("a.own", "x", "http/1.1")).isEqualTo("CN=two.own: two x");
            assertThat(exchange("x.example", "x", "mqtt2")).startsWith("CN=fallback.invalid");
            assertThat(proxy.log()).doesNotContain("ALERT");
        }
    }

    @Test
    void refusesOtherClientAddresses() throws Exception {
        var db = member(TcpMember.plain("db"));
        var labels =
                tcp("HostSNI(`*`)", "middlewares=m", "entrypoints=own")
                        + "traefik.tcp.middlewares.m.ipallowlist.sourcerange=";
        try (var proxy =
                proxy().entryPoint("own", Kind.TCP, own)
                        .elsewhere("db", labels + "192.0.2.0/24", db.port())
                        .start()) {
            assertThatThrownBy(() -> plain(own, "x")).isInstanceOf(IOException.class);
            assertThat(proxy.log()).doesNotContain("ALERT");
        }
        try (var proxy =
                proxy().entryPoint("own", Kind.TCP, own)
                        .elsewhere("db", labels + "127.0.0.0/8", db.port())
                        .start()) {
            assertThat(plain(own, "x")).isEqualTo("db x");
            assertThat(proxy.log()).doesNotContain("ALERT");
        }
    }

    @Test
    void limitsConnectionsOfAClient() throws Exception {
        var db = member(TcpMember.plain("db"));
        var labels =
                tcp("HostSNI(`*`)", "middlewares=m", "entrypoints=own")
                        + "traefik.tcp.middlewares.m.inflightconn.amount=1";
        try (var proxy =
                        proxy().entryPoint("own", Kind.TCP, own)
                                .elsewhere("db", labels, db.port())
                                .start();
                var first = new Socket(InetAddress.getLoopbackAddress(), own)) {
            assertThat(answer(first, "x")).isEqualTo("db x");
            assertThatThrownBy(() -> plain(own, "x")).isInstanceOf(IOException.class);
            assertThat(answer(first, "y")).isEqualTo("db y");
            assertThat(proxy.log()).doesNotContain("ALERT");
        }
    }

    @Test
    void sendsTlsToMembers() throws Exception {
        var db = member(TcpMember.tls("db", "db.own"));
        try (var proxy =
                proxy().entryPoint("own", Kind.TCP, own)
                        .elsewhere(
                                "db",
                                tcp("HostSNI(`*`)", "entrypoints=own")
                                        + "traefik.tcp.services.s.loadbalancer.server.tls=true",
                                db.port())
                        .start()) {
            assertThat(plain(own, "x")).isEqualTo("db x");
            assertThat(proxy.log()).doesNotContain("ALERT");
        }
    }

    private static String tcp(String rule, String... settings) {
        var text = new StringBuilder("traefik.enable=true\ntraefik.tcp.routers.r.rule=");
        text.append(rule).append('\n');
        for (var setting : settings) {
            text.append("traefik.tcp.routers.r.").append(setting).append('\n');
        }
        return text.append("traefik.tcp.services.s.loadbalancer.server.port=80\n").toString();
    }

    private TcpMember member(TcpMember member) {
        members.add(member);
        return member;
    }

    private TestProxy.Builder proxy() {
        return TestProxy.in(folder).certificates(certificates).httpsAt(port);
    }

    /** The subject of the certificate, and the first line of the answer. */
    private String exchange(String name, String line, String... protocols) throws Exception {
        try (var socket = TestTls.connect(port, name, protocols)) {
            return TestTls.subject(socket) + ": " + answer(socket, line);
        }
    }

    private static String plain(int port, String line) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return answer(socket, line);
        }
    }

    private static String answer(Socket socket, String line) throws IOException {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
        var text = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            text.append((char) c);
        }
        if (text.isEmpty()) {
            throw new IOException("no answer");
        }
        return text.toString();
    }
}
