package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.haproxy.ProxySettings.Http3;
import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.rule.Request;
import naru.proxy.table.Decision.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Settings of entry points, and the default host. */
class EntryPointsTest {
    @TempDir private Path folder;

    @Test
    void redirectsAllRequestsToHttps() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .redirecting()
                        .container("web", "naru.proxy.host=shop.test")
                        .start()) {
            var answer = proxy.get("shop.test/a?b");
            assertThat(answer.status()).isEqualTo(301);
            assertThat(answer.value("location")).contains("https://shop.test/a?b");
        }
    }

    @Test
    void servesUnknownHostsByTheDefaultHost() throws Exception {
        var proxies =
                TestProxy.in(folder)
                        .defaultHost("shop.test")
                        .container("web", "naru.proxy.host=shop.test")
                        .container("api", "naru.proxy.host=shop.test\nnaru.proxy.path=/api")
                        .container("wild", "naru.proxy.host=*.wild.test\nnaru.proxy.path=/x")
                        .container("safe", "naru.proxy.host=safe.test\nnaru.proxy.tls=only");
        try (var proxy = proxies.start()) {
            assertThat(proxy.get("unknown.test/").body()).isEqualTo("web");
            assertThat(proxy.get("192.0.2.1/api/v1").body()).isEqualTo("api");
            assertThat(proxy.get("a.wild.test/x").body()).isEqualTo("wild");
            assertThat(proxy.get("a.wild.test/y").status()).isEqualTo(404);
            assertThat(proxy.get("safe.test/").status()).isEqualTo(404);
        }
        var decision = proxies.table().decide(EntryPoint.HTTP, Request.get("unknown.test", "/api"));
        assertThat(decision.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Served.class,
                        served ->
                                assertThat(served.by().route().name())
                                        .hasToString("shop/api-shop"));
    }

    @Test
    void announcesHttp3() throws Exception {
        var written = withHttp3(Http3.ON);

        assertThat(written.text())
                .contains("bind quic4@127.0.0.1:8443 ssl crt-list")
                .contains(" alpn h3\n")
                .contains("Alt-Svc 'h3=\":443\"; ma=900'");
        assertThat(written.problems()).isEmpty();
    }

    @Test
    void saysWhyThereIsNoHttp3() throws Exception {
        var written = withHttp3(Http3.MISSING);

        assertThat(written.text()).doesNotContain("quic").doesNotContain("Alt-Svc");
        assertThat(written.problems())
                .map(Object::toString)
                .containsExactly(
                        "daemon.json: http3: HAProxy 2.6 is built without QUIC; that of Debian 13"
                                + " has it");
    }

    private Configuration withHttp3(Http3 http3) throws Exception {
        var fallback = TestTls.certificate(folder, "fallback", "fallback.invalid").file();
        return TestProxy.in(folder)
                .certificates(new Certificates(Optional.of(fallback), List.of()))
                .httpsAt(8443)
                .http3(http3)
                .container("web", "naru.proxy.host=shop.test")
                .write();
    }

    @Test
    void findsQuicInTheDescription() {
        var debian12 = "Feature list : -51DEGREES +PRCTL -PROCCTL +PROMEX -QUIC +RT +SLZ";
        var debian13 = "Feature list : -51DEGREES +PROMEX +PTHREAD_EMULATION +QUIC +QUIC_OPENSSL_X";

        assertThat(HaproxyVersion.hasQuic(debian12)).isFalse();
        assertThat(HaproxyVersion.hasQuic("HAProxy version 3.0.11\n" + debian13)).isTrue();
        assertThat(HaproxyVersion.hasQuic("Feature list : +QUIC_OPENSSL_COMPAT -QUIC")).isFalse();
    }
}
