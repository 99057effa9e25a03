package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Balancing, stickiness, checks and timeouts. */
class BackendTest {
    private static final String HOST = "naru.proxy.shop.host=shop.test\n";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"roundrobin", "leastconn", "random", "source", "uri"})
    void balances(String algorithm) throws Exception {
        var labels = HOST + "naru.proxy.shop.algorithm=" + algorithm;
        try (var proxy =
                TestProxy.in(folder).container("a", labels).container("b", labels).start()) {
            var bodies = new ArrayList<String>();
            for (int i = 0; i < 40; i++) {
                var text = "GET /" + i + " HTTP/1.1\r\nHost: shop.test\r\n\r\n";
                bodies.add(proxy.raw("192.0.2." + i, text, "GET").body());
            }
            assertThat(bodies).contains("a", "b").containsOnly("a", "b");
            if (algorithm.equals("roundrobin")) {
                assertThat(Collections.frequency(bodies, "a")).isEqualTo(20);
            }
        }
    }

    @Test
    void followsWeights() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container("a", HOST + "naru.proxy.shop.weight=3")
                        .container("b", HOST + "naru.proxy.shop.weight=1")
                        .container("c", HOST + "naru.proxy.shop.weight=0")
                        .start()) {
            var bodies = new ArrayList<String>();
            for (int i = 0; i < 8; i++) {
                bodies.add(proxy.get("shop.test/").body());
            }
            assertThat(Collections.frequency(bodies, "a")).isEqualTo(6);
            assertThat(bodies).doesNotContain("c");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"algorithm=source", "algorithm=uri", "sticky=source"})
    void returnsToTheSameMember(String label) throws Exception {
        var labels = HOST + "naru.proxy.shop." + label;
        try (var proxy =
                TestProxy.in(folder).container("a", labels).container("b", labels).start()) {
            var first = proxy.get("shop.test/x").body();
            for (int i = 0; i < 6; i++) {
                assertThat(proxy.get("shop.test/x").body()).isEqualTo(first);
            }
        }
    }

    @Test
    void returnsToTheMemberOfACookie() throws Exception {
        var labels =
                """
                traefik.enable=true
                traefik.http.routers.web.rule=Host(`shop.test`)
                traefik.http.services.web.loadbalancer.server.port=80
                traefik.http.services.web.loadbalancer.sticky.cookie.name=lb
                traefik.http.services.web.loadbalancer.sticky.cookie.httponly=true
                traefik.http.services.web.loadbalancer.sticky.cookie.secure=true
                traefik.http.services.web.loadbalancer.sticky.cookie.samesite=strict
                traefik.http.services.web.loadbalancer.sticky.cookie.maxage=60
                """;
        try (var proxy =
                TestProxy.in(folder).container("a", labels).container("b", labels).start()) {
            var first = proxy.get("shop.test/");
            var cookie = first.value("set-cookie").orElseThrow();
            assertThat(cookie)
                    .matches("lb=[0-9a-f]+; path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=60");
            for (int i = 0; i < 6; i++) {
                var next = proxy.get("shop.test/", "Cookie: " + cookie.split(";")[0]);
                assertThat(next.body()).isEqualTo(first.body());
                assertThat(next.value("set-cookie")).isEmpty();
            }
            var member = proxy.member(first.body());
            assertThat(member.received()).allMatch(request -> request.value("cookie").isEmpty());
        }
    }

    @Test
    void takesOutMembersThatFailTheCheck() throws Exception {
        var healthy = new AtomicBoolean(true);
        var labels = HOST + "naru.proxy.shop.check=/health\nnaru.proxy.shop.check-interval=50ms";
        try (var proxy =
                TestProxy.in(folder)
                        .container(
                                "a",
                                labels,
                                request ->
                                        request.target().equals("/health") && !healthy.get()
                                                ? TestMember.response("500 Sick", "")
                                                : TestMember.ok("a"))
                        .container("b", labels)
                        .start()) {
            assertThat(bodies(proxy, 6)).contains("a", "b");
            healthy.set(false);
            await(() -> !bodies(proxy, 6).contains("a"));
            healthy.set(true);
            await(() -> bodies(proxy, 6).contains("a"));
            assertThat(proxy.configuration().backends().get("shop:shop").checked()).isTrue();
        }
    }

    @Test
    void sendsTheConfiguredCheck() throws Exception {
        var labels =
                """
                traefik.enable=true
                traefik.http.routers.web.rule=Host(`shop.test`)
                traefik.http.services.web.loadbalancer.server.port=80
                traefik.http.services.web.loadbalancer.healthcheck.path=/ok
                traefik.http.services.web.loadbalancer.healthcheck.interval=50ms
                traefik.http.services.web.loadbalancer.healthcheck.timeout=1s
                traefik.http.services.web.loadbalancer.healthcheck.method=HEAD
                traefik.http.services.web.loadbalancer.healthcheck.hostname=health.test
                traefik.http.services.web.loadbalancer.healthcheck.headers.X-Key=a 'b' 5%
                traefik.http.services.web.loadbalancer.healthcheck.status=204
                """;
        try (var proxy =
                TestProxy.in(folder)
                        .container(
                                "web", labels, request -> TestMember.response("204 No Content", ""))
                        .start()) {
            await(() -> proxy.member("web").received().size() > 3);
            var check = proxy.member("web").received().getFirst();
            assertThat(check.first()).isEqualTo("HEAD /ok HTTP/1.1");
            assertThat(check.value("host")).contains("health.test");
            assertThat(check.value("x-key")).contains("a 'b' 5%");
            assertThat(proxy.get("shop.test/").status()).isEqualTo(204);
        }
    }

    @Test
    void takesOutMembersThatOnlyRefuse() throws Exception {
        var labels =
                """
                traefik.enable=true
                traefik.http.routers.web.rule=Host(`shop.test`)
                traefik.http.services.web.loadbalancer.server.port=80
                traefik.http.services.web.loadbalancer.passivehealthcheck.maxfailedattempts=3
                """;
        try (var proxy =
                TestProxy.in(folder)
                        .container(
                                "a",
                                labels,
                                request -> TestMember.response("500 Internal Error", "a"))
                        .container("b", labels)
                        .start()) {
            for (int i = 0; i < 12; i++) {
                proxy.get("shop.test/");
            }
            assertThat(bodies(proxy, 6)).containsOnly("b");
        }
    }

    @Test
    void reportsThatNoMemberServes() throws Exception {
        try (var proxy =
                TestProxy.in(folder).dead("a", HOST + "naru.proxy.shop.timeout=1s").start()) {
            var answer = proxy.get("shop.test/");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.value("retry-after")).contains("5");
            assertThat(answer.body()).isEqualTo("503: no member of shop:shop can serve\n");
        }
    }

    @Test
    void holdsRequestsUntilAMemberCanServe() throws Exception {
        var healthy = new AtomicBoolean();
        TestMember.Answers answers =
                request ->
                        healthy.get()
                                ? TestMember.ok("web")
                                : TestMember.response("503 Service Unavailable", "");
        var checked = HOST + "naru.proxy.shop.check=/up\nnaru.proxy.shop.check-interval=50ms";
        try (var proxy = TestProxy.in(folder).container("web", checked, answers).start();
                var pool = Executors.newCachedThreadPool()) {
            int seen = proxy.member("web").received().size();
            await(() -> proxy.member("web").received().size() > seen + 3); // it is down
            var held = new ArrayList<Future<Message>>();
            for (int i = 0; i < 20; i++) {
                held.add(pool.submit(() -> proxy.request("POST", "shop.test/", "body")));
            }
            Thread.sleep(1500);
            assertThat(held).noneMatch(Future::isDone);
            healthy.set(true);

            for (var request : held) {
                assertThat(request.get().body()).isEqualTo("web");
            }
        }
    }

    /** HAProxy counts no servers while a worker ends. */
    @Test
    void holdsNoRequestsOfAFormerWorker() throws Exception {
        try (var proxy =
                        TestProxy.in(folder)
                                .container("web", HOST, _ -> TestMember.ok("web"))
                                .start();
                var channel =
                        SocketChannel.open(
                                UnixDomainSocketAddress.of(proxy.folder().resolve("http.sock")))) {
            var out = Channels.newOutputStream(channel);
            var in = Channels.newInputStream(channel);
            var request = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";
            out.write(("PROXY TCP4 192.0.2.9 198.51.100.1 1 80\r\n" + request).getBytes(US_ASCII));
            assertThat(Message.read(in, true).orElseThrow().body()).isEqualTo("web");
            proxy.finish();
            Thread.sleep(200);

            long start = System.nanoTime();
            out.write(request.getBytes(US_ASCII));
            var answer = Message.read(in, true).orElseThrow();

            assertThat(answer.body()).isEqualTo("web");
            assertThat(answer.value("connection")).contains("close");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(BackendSection.HOLD.dividedBy(2));
        }
    }

    @Test
    void holdsRequestsForALimitedTime() throws Exception {
        var checked = HOST + "naru.proxy.shop.check=tcp\nnaru.proxy.shop.check-interval=50ms";
        try (var proxy = TestProxy.in(folder).dead("web", checked).start()) {
            Thread.sleep(500); // it is down
            long start = System.nanoTime();
            assertThat(proxy.get("shop.test/").status()).isEqualTo(503);
            var first = Duration.ofNanos(System.nanoTime() - start);
            assertThat(proxy.get("shop.test/").status()).isEqualTo(503);
            var second = Duration.ofNanos(System.nanoTime() - start).minus(first);

            assertThat(first).isBetween(BackendSection.HOLD, BackendSection.HOLD.plusSeconds(3));
            assertThat(second).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void waitsAsLongAsTheRouteSays() throws Exception {
        TestMember.Answers slow =
                request -> {
                    Thread.sleep(900);
                    return TestMember.ok("slow");
                };
        try (var proxy =
                TestProxy.in(folder)
                        .container("a", "naru.proxy.host=a.test\nnaru.proxy.timeout=300ms", slow)
                        .container("b", "naru.proxy.host=b.test\nnaru.proxy.timeout=5s", slow)
                        .start()) {
            assertThat(proxy.get("a.test/").status()).isEqualTo(504);
            assertThat(proxy.get("b.test/").body()).isEqualTo("slow");
        }
    }

    @Test
    void sendsProxyProtocol() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container("web", "naru.proxy.host=shop.test\nnaru.proxy.proxy-protocol=v1")
                        .start()) {
            proxy.get("shop.test/");
            assertThat(proxy.member("web").received().getFirst().value("proxy").orElseThrow())
                    .startsWith("TCP4 192.0.2.9 198.51.100.1 ");
        }
    }

    @Test
    void sendsNameOfMemberAsHost() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container(
                                "web",
                                """
                                traefik.enable=true
                                traefik.http.routers.web.rule=Host(`shop.test`)
                                traefik.http.services.web.loadbalancer.server.port=80
                                traefik.http.services.web.loadbalancer.passhostheader=false
                                """)
                        .start()) {
            proxy.get("shop.test/");
            assertThat(proxy.member("web").received().getFirst().values("host"))
                    .containsExactly("web");
        }
    }

    @Test
    void sendsOtherHostToOtherServers() throws Exception {
        try (var proxy =
                TestProxy.in(folder)
                        .container(
                                "web",
                                """
                                traefik.enable=true
                                traefik.http.routers.web.rule=Host(`shop.test`)
                                traefik.http.services.web.loadbalancer.server.url=http://up.test:81
                                traefik.http.services.web.loadbalancer.passhostheader=false
                                """)
                        .start()) {
            proxy.get("shop.test/");
            assertThat(proxy.member("web").received().getFirst().value("host"))
                    .contains("up.test:81");
        }
    }

    private static List<String> bodies(TestProxy proxy, int count) throws Exception {
        var bodies = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            bodies.add(proxy.get("shop.test/").body());
        }
        return bodies;
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        for (int i = 0; i < 200; i++) {
            if (condition.holds()) {
                return;
            }
            Thread.sleep(25);
        }
        assertThat(condition.holds()).isTrue();
    }
}
