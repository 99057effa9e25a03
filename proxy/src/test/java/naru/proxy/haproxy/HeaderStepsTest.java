package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/** Header fields and cross-origin requests. */
class HeaderStepsTest {
    @TempDir private Path folder;

    @Test
    void setsAndRemovesFields() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container(
                                "web",
                                Labels.traefik(
                                        """
                                        headers.customrequestheaders.X-Script-Name=a "b" 'c' %[src] $x \\n
                                        headers.customrequestheaders.X-Gone=
                                        headers.customresponseheaders.X-Custom=50% # of it
                                        headers.customresponseheaders.Server=
                                        headers.framedeny=true
                                        headers.stsseconds=600
                                        """),
                                request ->
                                        TestMember.response("200 OK", "x", "Server: old/1", "A: 1"))
                        .start()) {
            var answer = proxy.get("shop.test/", "X-Gone: 1");

            var received = proxy.member("web").received().getFirst();
            assertThat(received.value("x-script-name")).contains("a \"b\" 'c' %[src] $x \\n");
            assertThat(received.value("x-gone")).isEmpty();
            assertThat(answer.value("x-custom")).contains("50% # of it");
            assertThat(answer.value("server")).isEmpty();
            assertThat(answer.value("x-frame-options")).contains("DENY");
            assertThat(answer.value("strict-transport-security")).isEmpty();
        }
    }

    @Test
    void sendsStrictTransportByHttpsOnly() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .trust("192.0.2.0/24")
                        .container(
                                "web",
                                Labels.traefik("headers.stsseconds=600\nheaders.stspreload=true"))
                        .start()) {
            assertThat(
                            proxy.get("shop.test/", "X-Forwarded-Proto: https")
                                    .value("strict-transport-security"))
                    .contains("max-age=600; preload");
        }
    }

    @Test
    void answersPreflight() throws Exception {
        try (var proxy = cors()) {
            var asked =
                    proxy.request(
                            "OPTIONS",
                            "shop.test/",
                            "",
                            "Origin: https://a.test",
                            "Access-Control-Request-Method: PUT");
            assertThat(asked.status()).isEqualTo(200);
            assertThat(asked.value("access-control-allow-origin")).contains("https://a.test");
            assertThat(asked.value("access-control-allow-methods")).contains("GET,PUT");
            assertThat(asked.value("access-control-allow-headers")).contains("X-One");
            assertThat(asked.value("access-control-max-age")).contains("100");
            assertThat(proxy.member("web").received()).isEmpty();
        }
    }

    @Test
    void permitsKnownOriginsOnly() throws Exception {
        try (var proxy = cors()) {
            var known = proxy.get("shop.test/", "Origin: https://x.b.test");
            assertThat(known.body()).isEqualTo("web");
            assertThat(known.value("access-control-allow-origin")).contains("https://x.b.test");
            assertThat(known.value("vary")).contains("Origin");

            var other = proxy.get("shop.test/", "Origin: https://evil.test");
            assertThat(other.body()).isEqualTo("web");
            assertThat(other.value("access-control-allow-origin")).isEmpty();
            var preflight =
                    proxy.request(
                            "OPTIONS",
                            "shop.test/",
                            "",
                            "Origin: https://evil.test",
                            "Access-Control-Request-Method: PUT");
            assertThat(preflight.value("access-control-allow-origin")).isEmpty();
        }
    }

    private TestProxy cors() throws Exception {
        return TestProxy.in(folder)
                .container(
                        "web",
                        Labels.traefik(
                                """
                                headers.accesscontrolalloworiginlist=https://a.test
                                headers.accesscontrolalloworiginlistregex=^https://[a-z]\\.b\\.test$
                                headers.accesscontrolallowmethods=GET,PUT
                                headers.accesscontrolallowheaders=X-One
                                headers.accesscontrolmaxage=100
                                headers.addvaryheader=true
                                """))
                .start();
    }
}
