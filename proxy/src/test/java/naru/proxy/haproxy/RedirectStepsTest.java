package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Redirects by middlewares. */
class RedirectStepsTest {
    @TempDir private Path folder;

    @Test
    void redirectsToScheme() throws Exception {
        try (var proxy = proxy("redirectscheme.scheme=https")) {
            var answer = proxy.get("shop.test/x?y=1");
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.value("location")).contains("https://shop.test/x?y=1");

            assertThat(proxy.request("POST", "shop.test/x", "b").status()).isEqualTo(307);
            var member = proxy.member("web");
            assertThat(member.received()).isEmpty();
        }
    }

    @Test
    void redirectsToSchemePermanently() throws Exception {
        try (var proxy =
                proxy(
                        """
                        redirectscheme.scheme=https
                        redirectscheme.port=8443
                        redirectscheme.permanent=true
                        """)) {
            var answer = proxy.get("shop.test/");
            assertThat(answer.status()).isEqualTo(301);
            assertThat(answer.value("location")).contains("https://shop.test:8443/");
            assertThat(proxy.request("POST", "shop.test/x", "b").status()).isEqualTo(308);
        }
    }

    @Test
    void trustsSchemeOfOtherProxies() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .trust("192.0.2.0/24")
                        .container("web", Labels.traefik("redirectscheme.scheme=https"))
                        .start()) {
            assertThat(proxy.get("shop.test/", "X-Forwarded-Proto: https").body()).isEqualTo("web");
        }
    }

    @Test
    void redirectsByPattern() throws Exception {
        try (var proxy =
                proxy(
                        """
                        redirectregex.regex=^http://shop\\.test/old/(.*)
                        redirectregex.replacement=https://new.test/${1}
                        """)) {
            var answer = proxy.get("shop.test/old/a?b=c");
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.value("location")).contains("https://new.test/a?b=c");

            assertThat(proxy.get("shop.test/new").body()).isEqualTo("web");
            assertThat(proxy.member("web").received().getFirst().value("x-naru-url")).isEmpty();
        }
    }

    private TestProxy proxy(String settings) throws Exception {
        return TestProxy.in(folder).container("web", Labels.traefik(settings)).start();
    }
}
