package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;

/** Requests that two servers could read differently, and names that are no names. */
class SmugglingTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: shop.test\r\n\r\n";

    @TempDir private Path folder;

    /** Each ends with a second request in its body, or is malformed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 60\r\n\r\n",
                "Content-Length: 0, 60\r\n\r\n",
                "Content-Length: +0\r\n\r\n",
                "Content-Length: 0x3c\r\n\r\n",
                "Content-Length:\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity, chunked, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0;a=\nb\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n\r\n",
                "X: a\0b\r\nContent-Length: 0\r\n\r\n",
                "X: a\rContent-Length: 60\r\n\r\n",
                " X: folded\r\nContent-Length: 0\r\n\r\n",
                "Content-Length: 0\r\nHost: other.test\r\n\r\n",
            })
    void passesNoSecondRequestOn(String fields) throws Exception {
        try (var proxy =
                TestProxy.in(folder).container("web", "naru.proxy.host=shop.test").start()) {
            int before = count(proxy);
            var text = "POST / HTTP/1.1\r\nHost: shop.test\r\n" + fields;
            try {
                proxy.raw("192.0.2.1", text + SMUGGLED, "POST");
            } catch (IOException | NumberFormatException ignored) {
                // an answer may be missing
            }

            // a request of its own after the body, or none, but nothing in the middle of the first
            for (var request : proxy.member("web").received()) {
                assertThat(request.body()).doesNotContain("smuggled");
                assertThat(request.values("content-length")).hasSizeLessThanOrEqualTo(1);
                assertThat(
                                request.values("content-length").isEmpty()
                                        || request.values("transfer-encoding").isEmpty())
                        .isTrue();
                assertThat(request.values("host")).containsExactly("shop.test");
            }
            assertThat(count(proxy) - before).isLessThanOrEqualTo(2);
            assertThat(proxy.get("shop.test/").body()).isEqualTo("web");
        }
    }

    @Test
    void refusesContradictingHosts() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container("web", "naru.proxy.host=shop.test")
                        .container("admin", "naru.proxy.host=admin.test\nnaru.proxy.allow=10.0.0.1")
                        .start()) {
            var text = "GET http://admin.test/ HTTP/1.1\r\nHost: shop.test\r\n\r\n";

            assertThat(proxy.raw("192.0.2.1", text, "GET").status()).isIn(400, 403);
            assertThat(proxy.member("admin").received()).isEmpty();
        }
    }

    @Test
    void writesFilesOfFixedNamesOnly() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container(
                                "web",
                                """
                                traefik.enable=true
                                traefik.http.routers.x/../../etc/passwd.rule=Host(`shop.test`)
                                traefik.http.routers.x/../../etc/passwd.middlewares=y/../../z
                                traefik.http.middlewares.y/../../z.basicauth.users=a:aaaaaaaaaaaaa
                                """
                                        .replace("..", "__"))
                        .start()) {
            var configuration = proxy.configuration();

            assertThat(configuration.files().keySet()).allMatch(name -> name.matches("[a-z.]+"));
            assertThat(configuration.maps().keySet()).allMatch(name -> name.matches("[a-z.-]+"));
            assertThat(configuration.backends().keySet())
                    .containsExactly("shop:x_______etc_passwd");
        }
    }

    private static int count(TestProxy proxy) {
        return proxy.member("web").received().size();
    }
}
