package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.linux.process.Executable;
import naru.proxy.cache.CachePaths;
import naru.proxy.cache.CacheRuntime;
import naru.proxy.cache.CacheStore;
import naru.proxy.cache.CacheUrl;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Routes that cache, with a real nginx between two passes through HAProxy. Needs root. */
class CacheTest {
    private static final String LABELS = "naru.proxy.host=shop.test\nnaru.proxy.cache=";
    private static final String LASTS = "Cache-Control: max-age=600";

    @TempDir private Path folder;
    private CacheRuntime cache;
    private CacheStore store;

    @BeforeEach
    void startNginx() throws Exception {
        startNginx(1 << 30);
    }

    private void startNginx(long maxBytes) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        var nginx = Executable.find("nginx", System.getenv("PATH"));
        assumeTrue(nginx.isPresent(), "no nginx here");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        var settings = ProxySettings.of(folder.resolve("proxy"), 80, 443);
        Files.createDirectories(settings.inJail(""));
        store = new CacheStore(folder.resolve("store"));
        cache =
                new CacheRuntime(
                        nginx,
                        new CachePaths(
                                settings.inJail(ProxySettings.CACHE_SOCKET),
                                settings.file("nginx.sock"),
                                settings.cacheFolder(),
                                store.folder()),
                        maxBytes,
                        () -> {});
        cache.takeOver();
        assertThat(cache.approach(true)).isEmpty();
    }

    @AfterEach
    void stopNginx() {
        if (cache != null) {
            cache.stop(Duration.ofSeconds(1));
        }
    }

    private TestProxy proxy(String labels, TestMember.Answers answers) throws Exception {
        var proxy =
                TestProxy.in(folder.resolve("proxy"))
                        .confined()
                        .container("web", labels, answers)
                        .start();
        Thread.sleep(300); // until HAProxy has checked nginx
        return proxy;
    }

    private static String lasting(Message request, String... fields) {
        var all = new ArrayList<>(List.of(fields));
        all.add(LASTS);
        return TestMember.response("200 OK", request.target(), all.toArray(String[]::new));
    }

    private static String status(Message answer) {
        return answer.value("x-cache").orElse("none");
    }

    @Test
    void answersFromTheCache() throws Exception {
        try (var proxy = proxy(LABELS + "on", request -> lasting(request))) {
            var first = proxy.get("shop.test/a?b=c");
            var second = proxy.get("shop.test/a?b=c");

            assertThat(status(first)).isEqualTo("miss");
            assertThat(status(second)).isEqualTo("hit");
            assertThat(second.body()).isEqualTo("/a?b=c");
            assertThat(second.value("age"))
                    .hasValueSatisfying(age -> assertThat(age).matches("[0-9]"));
            assertThat(second.fields()).noneMatch(field -> field.startsWith("x-naru"));
            assertThat(status(proxy.get("shop.test/a?b=d"))).isEqualTo("miss");
            assertThat(proxy.member("web").received()).hasSize(2);
        }
    }

    @Test
    void passesRequestsOnUnchanged() throws Exception {
        try (var proxy = proxy(LABELS + "on", request -> lasting(request))) {
            proxy.get("shop.test/a//b/%2F?x=%20", "X_Odd: 1", "X-Naru-Key: forged");

            var received = proxy.member("web").received().getFirst();
            assertThat(received.target()).isEqualTo("/a//b/%2F?x=%20");
            assertThat(received.values("host")).containsExactly("shop.test");
            assertThat(received.values("x-forwarded-for")).containsExactly("192.0.2.9");
            assertThat(received.values("x-forwarded-proto")).containsExactly("http");
            assertThat(received.value("x_odd")).contains("1");
            assertThat(received.fields()).noneMatch(field -> field.startsWith("x-naru"));
        }
    }

    @Test
    void keepsWhatSaysHowLongItLasts() throws Exception {
        try (var proxy =
                proxy(
                        LABELS + "on",
                        request ->
                                TestMember.response(
                                        "200 OK",
                                        "x",
                                        request.target().equals("/max") ? LASTS : "X: y"))) {
            for (var path : List.of("/max", "/none")) {
                proxy.get("shop.test" + path);
            }

            assertThat(status(proxy.get("shop.test/max"))).isEqualTo("hit");
            assertThat(status(proxy.get("shop.test/none"))).isEqualTo("bypass");
        }
    }

    @Test
    void keepsOthersForAGivenTime() throws Exception {
        try (var proxy = proxy(LABELS + "10m", request -> TestMember.ok("x"))) {
            assertThat(status(proxy.get("shop.test/"))).isEqualTo("miss");
            assertThat(status(proxy.get("shop.test/"))).isEqualTo("hit");
            assertThat(status(proxy.get("shop.test/", "Cookie: session=1"))).isEqualTo("miss");
            assertThat(status(proxy.get("shop.test/", "Cookie: session=1"))).isEqualTo("bypass");
            assertThat(status(proxy.get("shop.test/"))).isEqualTo("hit");
        }
    }

    @Test
    void keepsNothingOfOneClientForAnother() throws Exception {
        var fields =
                List.of(
                        "Set-Cookie: session=secret",
                        "Cache-Control: private, max-age=600",
                        "Cache-Control: no-store",
                        "Cache-Control: no-cache",
                        "Cache-Control: s-maxage=0",
                        "Vary: *");
        try (var proxy =
                proxy(
                        LABELS + "10m",
                        request ->
                                lasting(
                                        request,
                                        fields.get(
                                                Integer.parseInt(
                                                        request.target().substring(1)))))) {
            for (int i = 0; i < fields.size(); i++) {
                for (int n = 0; n < 3; n++) {
                    assertThat(status(proxy.get("shop.test/" + i)))
                            .as(fields.get(i))
                            .isIn("miss", "bypass");
                }
            }
            assertThat(proxy.member("web").received()).hasSize(3 * fields.size());
        }
    }

    @Test
    void keepsNoErrorsAndUnfoundPagesShortly() throws Exception {
        try (var proxy =
                proxy(
                        LABELS + "10m",
                        request ->
                                TestMember.response(
                                        request.target().substring(1) + " X",
                                        "x",
                                        request.target().equals("/500") ? LASTS : "X: y"))) {
            for (var path : List.of("/500", "/404", "/302")) {
                proxy.get("shop.test" + path);
            }

            assertThat(status(proxy.get("shop.test/500"))).isEqualTo("bypass");
            assertThat(status(proxy.get("shop.test/302"))).isEqualTo("bypass");
            var missing = proxy.get("shop.test/404");
            assertThat(missing.status()).isEqualTo(404);
            assertThat(status(missing)).isEqualTo("hit");
        }
    }

    @Test
    void separatesVariants() throws Exception {
        try (var proxy =
                proxy(
                        LABELS + "on",
                        request ->
                                TestMember.response(
                                        "200 OK",
                                        request.value("accept-language").orElse("-"),
                                        LASTS,
                                        "Vary: Accept-Language"))) {
            for (var language : List.of("de", "en", "de", "en")) {
                assertThat(proxy.get("shop.test/", "Accept-Language: " + language).body())
                        .isEqualTo(language);
            }

            assertThat(proxy.member("web").received()).hasSize(2);
            assertThat(store.purge(CacheUrl.parse("http://shop.test/"), key -> true)).isEqualTo(2);
            assertThat(status(proxy.get("shop.test/", "Accept-Language: de"))).isEqualTo("miss");
        }
    }

    @Test
    void asksFewVariantsOfEncodings() throws Exception {
        try (var proxy = proxy(LABELS + "on", request -> lasting(request))) {
            proxy.get("shop.test/a", "Accept-Encoding: deflate, gzip;q=0.8");
            proxy.get("shop.test/b", "Accept-Encoding: zstd, br, gzip");
            proxy.get("shop.test/c", "Accept-Encoding: deflate");

            assertThat(proxy.member("web").received())
                    .extracting(request -> request.value("accept-encoding").orElse("-"))
                    .containsExactly("gzip", "gzip, br", "-");
        }
    }

    @Test
    void answersRangesAndHead() throws Exception {
        try (var proxy =
                proxy(
                        LABELS + "on",
                        request -> TestMember.response("200 OK", "0123456789", LASTS))) {
            var first = proxy.get("shop.test/", "Range: bytes=2-4");
            var second = proxy.get("shop.test/", "Range: bytes=7-");
            var head = proxy.request("HEAD", "shop.test/", "");

            assertThat(first.status()).isEqualTo(206);
            assertThat(first.body()).isEqualTo("234");
            assertThat(second.value("content-range")).contains("bytes 7-9/10");
            assertThat(status(second)).isEqualTo("hit");
            assertThat(status(head)).isEqualTo("hit");
            assertThat(head.value("content-length")).contains("10");
            assertThat(proxy.member("web").received()).hasSize(1);
        }
    }

    @Test
    void revalidatesAndServesStale() throws Exception {
        var mode = new java.util.concurrent.atomic.AtomicReference<>("fresh");
        try (var proxy =
                proxy(
                        LABELS + "on",
                        request ->
                                switch (mode.get()) {
                                    case "fresh" ->
                                            TestMember.response(
                                                    "200 OK",
                                                    "one",
                                                    "Cache-Control: max-age=1",
                                                    "ETag: \"1\"");
                                    case "same" ->
                                            request.value("if-none-match").isPresent()
                                                    ? "HTTP/1.1 304 Not Modified\r\n"
                                                            + "Cache-Control: max-age=1\r\n"
                                                            + "ETag: \"1\"\r\n\r\n"
                                                    : TestMember.ok("whole");
                                    default -> TestMember.response("503 Service Unavailable", "");
                                })) {
            proxy.get("shop.test/");
            mode.set("same");
            Thread.sleep(2100);
            var same = proxy.get("shop.test/");
            mode.set("down");
            Thread.sleep(2100);
            var stale = proxy.get("shop.test/");

            assertThat(status(same)).isEqualTo("revalidated");
            assertThat(same.body()).isEqualTo("one");
            assertThat(status(stale)).isEqualTo("stale");
            assertThat(stale.body()).isEqualTo("one");
        }
    }

    private static final String CHECKED =
            LABELS + "on\nnaru.proxy.check=/up\nnaru.proxy.check-interval=50ms";

    /** A member that can be taken out of service. */
    private static TestMember.Answers unless(AtomicBoolean down, String lifetime) {
        return request ->
                request.target().equals("/up")
                        ? down.get()
                                ? TestMember.response("503 Service Unavailable", "")
                                : TestMember.ok("up")
                        : TestMember.response("200 OK", "page", "Cache-Control: " + lifetime);
    }

    @Test
    void holdsRequestsUntilAMemberCanServe() throws Exception {
        var down = new AtomicBoolean(true);
        try (var proxy = proxy(CHECKED, unless(down, "max-age=600"));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var held = new ArrayList<Future<Message>>();
            for (int i = 0; i < 10; i++) {
                var url = "shop.test/" + i % 3;
                held.add(threads.submit(() -> proxy.get(url)));
            }
            Thread.sleep(1000);
            assertThat(held).noneMatch(Future::isDone);
            down.set(false);

            for (var request : held) {
                assertThat(request.get().body()).isEqualTo("page");
            }
        }
    }

    @Test
    void servesStaleAtOnceWithoutAMember() throws Exception {
        var down = new AtomicBoolean();
        try (var proxy = proxy(CHECKED, unless(down, "max-age=1"))) {
            assertThat(proxy.get("shop.test/").body()).isEqualTo("page");
            down.set(true);
            Thread.sleep(2100); // the member is down, and the response has expired
            long start = System.nanoTime();
            var answer = proxy.get("shop.test/");

            assertThat(status(answer)).isEqualTo("stale");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(BackendSection.HOLD.dividedBy(2));
        }
    }

    @Test
    void asksOnceForConcurrentMisses() throws Exception {
        try (var proxy =
                        proxy(
                                LABELS + "on",
                                request -> {
                                    Thread.sleep(300);
                                    return lasting(request);
                                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Message>>();
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> proxy.get("shop.test/slow")));
            }
            for (var answer : answers) {
                assertThat(answer.get().status()).isEqualTo(200);
            }

            assertThat(proxy.member("web").received()).hasSize(1);
        }
    }

    /** nginx lets such requests wait for each other; HAProxy leads them past it. */
    @Test
    void delaysNoRequestsOfUncacheablePages() throws Exception {
        try (var proxy =
                        proxy(
                                LABELS + "on",
                                request -> {
                                    Thread.sleep(50);
                                    return TestMember.ok("x");
                                });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            proxy.get("shop.test/");
            long start = System.nanoTime();
            var answers = new ArrayList<Future<Message>>();
            for (int i = 0; i < 20; i++) {
                answers.add(threads.submit(() -> proxy.get("shop.test/")));
            }
            for (var answer : answers) {
                assertThat(status(answer.get())).isEqualTo("bypass");
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void authenticatesBeforeTheCache() throws Exception {
        var hash = "{SHA}" + "qUqP5cyxm6YcTAhz05Hph5gvu9M="; // of "test"
        try (var proxy =
                proxy(LABELS + "on\nnaru.proxy.auth=me:" + hash, request -> lasting(request))) {
            var right = "Authorization: Basic bWU6dGVzdA==";
            assertThat(proxy.get("shop.test/").status()).isEqualTo(401);
            assertThat(status(proxy.get("shop.test/", right))).isEqualTo("miss");
            assertThat(status(proxy.get("shop.test/", right))).isEqualTo("hit");

            var without = proxy.get("shop.test/");
            assertThat(without.status()).isEqualTo(401);
            assertThat(without.body()).isNotEqualTo("/");
            assertThat(proxy.get("shop.test/", "Authorization: Basic bWU6d3Jvbmc=").status())
                    .isEqualTo(401);
        }
    }

    @Test
    void refusesAddressesBeforeTheCache() throws Exception {
        try (var proxy =
                proxy(LABELS + "on\nnaru.proxy.allow=192.0.2.0/24", request -> lasting(request))) {
            proxy.get("shop.test/");
            assertThat(status(proxy.get("shop.test/"))).isEqualTo("hit");

            var text = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";
            assertThat(proxy.raw("203.0.113.1", text, "GET").status()).isEqualTo(403);
        }
    }

    @Test
    void separatesUsersWhoseNamesMembersLearn() throws Exception {
        var hash = "{SHA}qUqP5cyxm6YcTAhz05Hph5gvu9M=";
        var step =
                new naru.proxy.model.Middleware.BasicAuth(
                        java.util.Map.of("a", hash), "r", true, "X-User");
        var needs =
                new Internals(ProxySettings.of(folder, 80, 443), Hosts.LITERAL, pool -> List.of());
        var cached =
                new naru.proxy.model.Middleware.Cache(java.util.Optional.empty(), 1, List.of());
        var lines =
                naru.proxy.haproxy.step.Steps.write(
                        "b", List.of(step, cached), needs.of("", java.util.Map.of()));

        assertThat(lines.request())
                .contains(
                        "http-request set-var-fmt(txn.cache_who)"
                                + " %[var(txn.cache_who)]:%[req.fhdr(X-User)]");
    }

    @Test
    void compressesAfterTheCache() throws Exception {
        try (var proxy =
                proxy(
                        LABELS + "on\nnaru.proxy.compress=true",
                        request ->
                                TestMember.response(
                                        "200 OK",
                                        "x".repeat(2000),
                                        LASTS,
                                        "Content-Type: text/plain"))) {
            proxy.get("shop.test/");
            var small = proxy.get("shop.test/", "Accept-Encoding: gzip");
            var plain = proxy.get("shop.test/");

            assertThat(status(small)).isEqualTo("hit");
            assertThat(small.value("content-encoding")).contains("gzip");
            assertThat(status(plain)).isEqualTo("hit");
            assertThat(plain.body()).hasSize(2000);
        }
    }

    @Test
    void leadsOtherRequestsPastNginx() throws Exception {
        try (var proxy =
                proxy(
                        LABELS + "on\nnaru.proxy.cache-bypass=session",
                        request -> lasting(request))) {
            proxy.get("shop.test/");

            assertThat(status(proxy.request("POST", "shop.test/", "x".repeat(5000))))
                    .isEqualTo("bypass");
            assertThat(status(proxy.get("shop.test/", "Authorization: Bearer x")))
                    .isEqualTo("bypass");
            assertThat(status(proxy.get("shop.test/", "Upgrade: other", "Connection: upgrade")))
                    .isEqualTo("bypass");
            assertThat(status(proxy.get("shop.test/", "Cookie: session=1"))).isEqualTo("bypass");
            assertThat(status(proxy.get("shop.test/a/../../b"))).isEqualTo("bypass");
            assertThat(proxy.member("web").received().getLast().target()).isEqualTo("/a/../../b");
            assertThat(status(proxy.get("shop.test/"))).isEqualTo("hit");
        }
    }

    @Test
    void bindsClientsBeforeTheCache() throws Exception {
        try (var proxy =
                proxy(LABELS + "on\nnaru.proxy.sticky=cookie", request -> lasting(request))) {
            var first = proxy.get("shop.test/");
            var cookie = first.value("set-cookie").orElseThrow().split(";")[0];
            var second = proxy.get("shop.test/", "Cookie: " + cookie);
            var third = proxy.get("shop.test/", "Cookie: " + cookie);

            assertThat(status(first)).isEqualTo("bypass");
            assertThat(status(second)).isEqualTo("miss");
            assertThat(status(third)).isEqualTo("hit");
            assertThat(third.value("set-cookie")).isEmpty();
            assertThat(status(proxy.get("shop.test/"))).isEqualTo("bypass");
        }
    }

    @Test
    void keepsNoGreaterBodies() throws Exception {
        try (var proxy =
                proxy(
                        LABELS + "on\nnaru.proxy.cache-max-object=1000",
                        request ->
                                TestMember.response(
                                        "200 OK",
                                        "x".repeat(request.target().equals("/big") ? 1001 : 1000),
                                        LASTS))) {
            proxy.get("shop.test/big");
            proxy.get("shop.test/small");

            assertThat(status(proxy.get("shop.test/big"))).isEqualTo("bypass");
            assertThat(status(proxy.get("shop.test/small"))).isEqualTo("hit");
        }
    }

    @Test
    void keepsClientAddressForMembers() throws Exception {
        try (var proxy =
                proxy(LABELS + "on\nnaru.proxy.proxy-protocol=v1", request -> lasting(request))) {
            proxy.get("shop.test/");
            proxy.request("POST", "shop.test/", "x");

            assertThat(proxy.member("web").received())
                    .allSatisfy(request ->
                            assertThat(request.value("proxy"))
                                    .hasValueSatisfying(line ->
                                            assertThat(line)
                                                    .startsWith("TCP4 192.0.2.9 198.51.100.1")));
        }
    }

    @Test
    void countsResultsOfEachRoute() throws Exception {
        try (var proxy = proxy(LABELS + "on", request -> lasting(request))) {
            proxy.get("shop.test/");
            proxy.get("shop.test/");
            proxy.get("shop.test/");

            var metrics = metrics();
            assertThat(metrics)
                    .contains(
                            "naru_cache_results_total{proxy=\"shop:web-shop\",result=\"hit\"} 2\n")
                    .contains(
                            "naru_cache_results_total{proxy=\"shop:web-shop\",result=\"miss\"} 1\n")
                    .contains("haproxy_process_uptime_seconds");
        }
    }

    private String metrics() throws IOException {
        var socket = folder.resolve("proxy").resolve("metrics.sock");
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            Channels.newOutputStream(channel)
                    .write("GET /metrics HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(
                    Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void servesWithoutNginx() throws Exception {
        cache.stop(Duration.ofSeconds(1));
        try (var proxy = proxy(LABELS + "on", request -> lasting(request))) {
            assertThat(proxy.get("shop.test/").body()).isEqualTo("/");
            assertThat(status(proxy.get("shop.test/"))).isEqualTo("bypass");
        }
    }

    @Test
    void failsNoRequestWhenNginxDies() throws Exception {
        try (var proxy = proxy(LABELS + "on", request -> lasting(request));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            proxy.get("shop.test/1");
            var stop = new java.util.concurrent.atomic.AtomicBoolean();
            var failures = new java.util.concurrent.ConcurrentLinkedQueue<String>();
            var counts = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 4; i++) {
                counts.add(
                        threads.submit(() -> {
                            int count = 0;
                            while (!stop.get()) {
                                try {
                                    var answer = proxy.get("shop.test/" + count++ % 10);
                                    if (answer.status() != 200) {
                                        failures.add(answer.first());
                                    }
                                } catch (IOException e) {
                                    failures.add(e.toString());
                                }
                            }
                            return count;
                        }));
            }
            Thread.sleep(500);
            workers().getFirst().destroyForcibly();
            Thread.sleep(500);
            long start = System.nanoTime();
            var old = master();
            var all = new ArrayList<>(workers());
            all.addFirst(old);
            all.forEach(ProcessHandle::destroyForcibly);
            while (cache.approach(true).isPresent()
                    || master().pid() == old.pid()
                    || !status(proxy.get("shop.test/1")).equals("hit")) {
                assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(10).toNanos());
                Thread.sleep(1);
            }
            var recovered = Duration.ofNanos(System.nanoTime() - start);
            Thread.sleep(300);
            old = master();
            old.destroyForcibly();
            while (cache.approach(true).isPresent() || master().pid() == old.pid()) {
                Thread.sleep(1);
            }
            Thread.sleep(500);
            stop.set(true);
            int requests = 0;
            for (var count : counts) {
                requests += count.get();
            }

            System.out.println("nginx killed: " + requests + " requests, again after " + recovered);
            assertThat(failures).isEmpty();
            assertThat(requests).isGreaterThan(100);
            assertThat(recovered).isLessThan(Duration.ofSeconds(5));
        }
    }

    private ProcessHandle master() throws IOException {
        var pid = Files.readString(folder.resolve("proxy-cache/nginx.pid")).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private List<ProcessHandle> workers() throws IOException {
        return master().children().toList();
    }

    @Test
    void takesOverTheRunningNginx() throws Exception {
        long pid = master().pid();
        cache.close();
        startNginx();

        assertThat(master().pid()).isEqualTo(pid);
    }

    @Test
    void reloadsNginxWhenSettingsChange() throws Exception {
        long pid = master().pid();
        var before = workers();
        cache.close();
        startNginx(1 << 20);

        assertThat(master().pid()).isEqualTo(pid);
        assertThat(workers()).isNotEqualTo(before);
        assertThat(folder.resolve("proxy-cache/nginx.conf")).content().contains("max_size=1048576");
    }

    @Test
    void keepsResponsesWhenNginxRestarts() throws Exception {
        try (var proxy = proxy(LABELS + "on", request -> lasting(request))) {
            proxy.get("shop.test/");
            cache.stop(Duration.ofSeconds(1));
            assertThat(cache.approach(true)).isEmpty();
            Thread.sleep(1000);

            assertThat(status(proxy.get("shop.test/"))).isEqualTo("hit");
        }
    }

    @Test
    void saysWhyItDoesNotRun() throws Exception {
        cache.stop(Duration.ofSeconds(1));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

        var problem = cache.approach(true);
        for (int i = 0; i < 100 && problem.isEmpty(); i++) { // a start so soon waits
            Thread.sleep(20);
            problem = cache.approach(true);
        }
        assertThat(problem)
                .hasValueSatisfying(text -> assertThat(text).contains("cannot enter " + folder));
    }
}
