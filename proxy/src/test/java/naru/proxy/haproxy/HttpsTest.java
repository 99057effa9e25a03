package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.proxy.certificate.SelfSigned;
import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.haproxy.tls.Certificates.Certificate;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** HTTPS and HTTP/2 with curl as the client. */
class HttpsTest {
    @TempDir private Path folder;
    private Certificates certificates = Certificates.NONE;

    @BeforeEach
    void makeCertificates() throws Exception {
        var fallback = certificate("fallback", "fallback.invalid").file();
        certificates =
                new Certificates(
                        Optional.of(fallback),
                        List.of(
                                certificate("shop", "shop.test"),
                                certificate("wild", "*.wild.test"),
                                certificate("own", "own.example")));
    }

    private Certificate certificate(String name, String host) throws Exception {
        var file = folder.resolve(name + ".pem");
        Files.writeString(
                file,
                SelfSigned.pem(
                        List.of(host), Instant.now(), Duration.ofDays(1), new SecureRandom()));
        return new Certificate(name, file, new TreeSet<>(List.of(host)), 1000);
    }

    @Test
    void servesByTheCertificateOfTheName() throws Exception {
        try (var proxy = proxy("naru.proxy.host=shop.test,a.wild.test\nnaru.proxy.tls=redirect")) {
            assertThat(curl(proxy, "https://shop.test/")).contains("subject: CN=shop.test");
            assertThat(curl(proxy, "https://a.wild.test/")).contains("subject: CN=*.wild.test");
            assertThat(proxy.get("shop.test/x?y").value("location"))
                    .contains("https://shop.test/x?y");
            assertThat(proxy.get("shop.test/").status()).isEqualTo(301);
            assertThat(proxy.request("POST", "shop.test/", "x").status()).isEqualTo(308);
        }
    }

    @Test
    void usesTheCertificateThatARouteNames() throws Exception {
        try (var proxy = proxy("naru.proxy.host=other.test\nnaru.proxy.certificate=own")) {
            assertThat(curl(proxy, "https://other.test/")).contains("subject: CN=own.example");
        }
    }

    @Test
    void misdirectsUnknownHosts() throws Exception {
        try (var proxy = proxy("naru.proxy.host=shop.test\nnaru.proxy.tls=on")) {
            assertThat(curl(proxy, "https://unknown.test/"))
                    .contains("subject: CN=fallback.invalid")
                    .contains("HTTP/2 421")
                    .contains("421: no route has the host name unknown.test");
        }
    }

    @Test
    void passesSchemeAndStrictTransport() throws Exception {
        try (var proxy =
                proxy("naru.proxy.host=shop.test\nnaru.proxy.tls=on\nnaru.proxy.hsts=1h")) {
            assertThat(curl(proxy, "https://shop.test/"))
                    .contains("strict-transport-security: max-age=3600");
            var received = proxy.member("web").received().getFirst();
            assertThat(received.value("x-forwarded-proto")).contains("https");
        }
    }

    @Test
    void speaksHttp2AndHttp1() throws Exception {
        try (var proxy = proxy("naru.proxy.host=shop.test")) {
            assertThat(curl(proxy, "https://shop.test/")).contains("HTTP/2 200");
            assertThat(curl(proxy, "https://shop.test/", "--http1.1")).contains("HTTP/1.1 200");
        }
    }

    @Test
    void refusesOldVersionsOfTls() throws Exception {
        try (var proxy = proxy("naru.proxy.host=shop.test")) {
            assertThat(curl(proxy, "https://shop.test/", "--tls-max", "1.1"))
                    .doesNotContain(" 200");
        }
    }

    @Test
    void logsNoWarningAboutTheConfiguration() throws Exception {
        try (var proxy = proxy("naru.proxy.host=shop.test")) {
            curl(proxy, "https://shop.test/");
            assertThat(proxy.log()).doesNotContain("WARNING").doesNotContain("ALERT");
        }
    }

    private TestProxy proxy(String labels) throws Exception {
        return TestProxy.in(folder).certificates(certificates).container("web", labels).start();
    }

    /** The output of curl with the handshake, the response's head and its body. */
    private static String curl(TestProxy proxy, String url, String... options) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "no curl here");
        var command = new ArrayList<>(List.of("curl", "-kvsi", "--max-time", "10"));
        command.addAll(List.of("--unix-socket", proxy.folder().resolve("https.sock").toString()));
        command.addAll(List.of(options));
        command.add(url);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .replaceAll("(?m)^\\*\\s+", "");
    }
}
