package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.rule.Request;
import naru.proxy.table.Decision.Outcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

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
}
