package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** Requests that are refused by address, rate or size. */
class AccessStepsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";

    @TempDir private Path folder;

    @Test
    void permitsRanges() throws Exception {
        try (var proxy = proxy("ipallowlist.sourcerange=10.0.0.0/8,192.0.2.7,2001:db8::/32")) {
            assertThat(proxy.raw("10.1.2.3", GET, "GET").status()).isEqualTo(200);
            assertThat(proxy.raw("192.0.2.7", GET, "GET").status()).isEqualTo(200);
            var refused = proxy.raw("192.0.2.8", GET, "GET");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).isEqualTo("403: this address is not permitted\n");
        }
    }

    @Test
    void permitsByForwardedAddress() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .trust("192.0.2.0/24")
                        .container(
                                "web",
                                Labels.traefik(
                                        "ipallowlist.sourcerange=10.0.0.0/8\n"
                                                + "ipallowlist.ipstrategy.depth=1"))
                        .start()) {
            assertThat(proxy.get("shop.test/", "X-Forwarded-For: 8.8.8.8, 10.0.0.1").status())
                    .isEqualTo(200);
            assertThat(proxy.get("shop.test/", "X-Forwarded-For: 10.0.0.1, 8.8.8.8").status())
                    .isEqualTo(403);
            assertThat(proxy.get("shop.test/").status()).isEqualTo(403);
        }
    }

    @Test
    void keepsInternalRoutesInternal() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .workload(
                                naru.proxy.label.LabelsOf.variables(
                                        "web",
                                        "VIRTUAL_HOST=shop.test\nNETWORK_ACCESS=internal",
                                        80),
                                request -> TestMember.ok("web"))
                        .start()) {
            assertThat(proxy.raw("172.16.0.9", GET, "GET").status()).isEqualTo(200);
            assertThat(proxy.raw("192.0.2.8", GET, "GET").status()).isEqualTo(403);
        }
    }

    @Test
    void limitsRequestsAtATime() throws Exception {
        var release = new CountDownLatch(1);
        var arrived = new CountDownLatch(2);
        try (var pool = Executors.newCachedThreadPool();
                var proxy =
                        TestProxy.in(folder)
                                .container(
                                        "web",
                                        Labels.traefik("inflightreq.amount=2"),
                                        request -> {
                                            arrived.countDown();
                                            release.await();
                                            return TestMember.ok("web");
                                        })
                                .start()) {
            var one = pool.submit(() -> proxy.get("shop.test/").status());
            var two = pool.submit(() -> proxy.get("shop.test/").status());
            arrived.await();
            assertThat(proxy.get("shop.test/").status()).isEqualTo(429);
            release.countDown();
            assertThat(one.get()).isEqualTo(200);
            assertThat(two.get()).isEqualTo(200);
        }
    }

    @Test
    void limitsBodies() throws Exception {
        try (var proxy = proxy("buffering.maxrequestbodybytes=10")) {
            assertThat(proxy.request("POST", "shop.test/", "1234567890").status()).isEqualTo(200);
            assertThat(proxy.request("POST", "shop.test/", "12345678901").status()).isEqualTo(413);
        }
    }

    @Test
    void limitsBodiesWithoutLength() throws Exception {
        try (var proxy = proxy("buffering.maxrequestbodybytes=100000")) {
            var small = proxy.raw("192.0.2.1", chunked(9), "POST");
            assertThat(small.body()).isEqualTo("web");
            var large = proxy.raw("192.0.2.1", chunked(30), "POST");
            assertThat(large.status()).isEqualTo(413);
            assertThat(proxy.member("web").received()).hasSize(1);
        }
    }

    private static String chunked(int chunks) {
        return "POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                + ("2710\r\n" + "x".repeat(10_000) + "\r\n").repeat(chunks)
                + "0\r\n\r\n";
    }

    @Test
    void compressesTexts() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container(
                                "web",
                                Labels.traefik("compress.excludedcontenttypes=text/css"),
                                request ->
                                        TestMember.response(
                                                "200 OK",
                                                "x".repeat(5000),
                                                "Content-Type: text/"
                                                        + request.target().substring(1)))
                        .start()) {
            assertThat(
                            proxy.get("shop.test/html", "Accept-Encoding: gzip")
                                    .value("content-encoding"))
                    .contains("gzip");
            assertThat(
                            proxy.get("shop.test/css", "Accept-Encoding: gzip")
                                    .value("content-encoding"))
                    .isEmpty();
            assertThat(proxy.get("shop.test/html").value("content-encoding")).isEmpty();
        }
    }

    @Test
    void stepsApplyInTheirOrder() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container(
                                "web",
                                """
                                traefik.enable=true
                                traefik.http.routers.web.rule=Host(`shop.test`)
                                traefik.http.routers.web.middlewares=all
                                traefik.http.middlewares.all.chain.middlewares=strip,add
                                traefik.http.middlewares.strip.stripprefix.prefixes=/a
                                traefik.http.middlewares.add.addprefix.prefix=/b
                                """)
                        .start()) {
            proxy.get("shop.test/a/x");

            assertThat(proxy.member("web").received().getFirst().target()).isEqualTo("/b/x");
        }
    }

    @Test
    void permitsManyRanges() throws Exception {
        var ranges = new StringBuilder("192.0.2.1");
        for (int i = 0; i < 200; i++) {
            ranges.append(",10.0.").append(i).append(".0/24");
        }
        try (var proxy = proxy("ipallowlist.sourcerange=" + ranges)) {
            assertThat(proxy.raw("10.0.199.1", GET, "GET").status()).isEqualTo(200);
            assertThat(proxy.raw("192.0.2.1", GET, "GET").status()).isEqualTo(200);
            assertThat(proxy.raw("10.0.200.1", GET, "GET").status()).isEqualTo(403);
        }
    }

    private TestProxy proxy(String settings) throws Exception {
        return TestProxy.in(folder).container("web", Labels.traefik(settings)).start();
    }
}
