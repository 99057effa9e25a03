package naru.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(120)
class HttpServerTest {
    private static EventLoopGroup loop;

    @TempDir Path folder;
    private Path socket;
    private HttpServer server;
    private Handler handler =
            exchange -> exchange.reply(200, "text/plain", bytes(exchange.request().path()));

    @BeforeAll
    static void startLoop() {
        loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    @AfterAll
    static void stopLoop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @BeforeEach
    void open() throws IOException {
        socket = folder.resolve("api.sock");
        server = HttpServer.open(socket, "docker", loop, exchange -> handler.handle(exchange));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: docker\r\n\r\n";
    }

    @Test
    void keepsConnectionAlive() throws IOException {
        try (var client = new RawClient(socket)) {
            assertThat(client.send(get("/one")).response())
                    .startsWith("HTTP/1.1 200 OK")
                    .endsWith("/one");
            assertThat(client.send(get("/two")).response()).endsWith("/two");
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws IOException {
        try (var client = new RawClient(socket)) {
            client.send(get("/1") + get("/2") + get("/3") + get("/4"));
            for (var number = 1; number <= 4; number++) {
                assertThat(client.response()).endsWith("/" + number);
            }
        }
    }

    @Test
    void answersHalfClosedClient() throws IOException {
        try (var client = new RawClient(socket)) {
            assertThat(client.send(get("/1") + get("/2")).endInput().rest())
                    .contains("/1")
                    .endsWith("/2");
        }
    }

    @Test
    void closesAfterHttp10Request() throws IOException {
        try (var client = new RawClient(socket)) {
            assertThat(client.send("GET /old HTTP/1.0\r\n\r\n").rest()).endsWith("/old");
        }
    }

    @Test
    void endsHttp10StreamByClosing() throws IOException {
        handler =
                exchange -> {
                    try (var stream = exchange.stream(200, "text/plain")) {
                        stream.write(bytes("tick"));
                    }
                };
        try (var client = new RawClient(socket)) {
            assertThat(client.send("GET / HTTP/1.0\r\n\r\n").rest())
                    .doesNotContain("chunked")
                    .endsWith("\r\n\r\ntick");
        }
    }

    @Test
    void sendsNoBodyToHead() throws IOException {
        try (var client = new RawClient(socket)) {
            client.send("HEAD /length HTTP/1.1\r\n\r\n");
            assertThat(client.head()).contains("Content-Length: 7");
            assertThat(client.send(get("/next")).response())
                    .startsWith("HTTP/1.1 200")
                    .endsWith("/next");
        }
    }

    /** Marks paths that begin with {@code /quick}. */
    private record QuickHandler(Handler inner) implements Handler {
        @Override
        public void handle(Exchange exchange) throws IOException {
            inner.handle(exchange);
        }

        @Override
        public boolean isQuick(RequestHead request) {
            return request.path().startsWith("/quick");
        }
    }

    private static void replyWithThread(Exchange exchange) throws IOException {
        var kind = Thread.currentThread().isVirtual() ? "virtual" : "event loop";
        exchange.reply(200, "text/plain", bytes(kind));
    }

    @Test
    void answersQuickRequestsOnEventLoop() throws IOException {
        var quick = folder.resolve("quick.sock");
        var post = "POST /quick HTTP/1.1\r\nHost: docker\r\nContent-Length: 2\r\n\r\n{}";
        try (var _ =
                        HttpServer.open(
                                quick,
                                "docker",
                                loop,
                                new QuickHandler(HttpServerTest::replyWithThread));
                var client = new RawClient(quick)) {
            client.send(get("/quick") + get("/slow") + get("/quick") + post);
            assertThat(client.response()).endsWith("event loop");
            assertThat(client.response()).endsWith("virtual");
            assertThat(client.response()).endsWith("event loop");
            assertThat(client.response())
                    .as("with a body, which may come late")
                    .endsWith("virtual");
        }
    }

    @Test
    void servesOthersBesideClientThatDoesNotRead() throws Exception {
        var quick = folder.resolve("quick.sock");
        var answer = new byte[100_000];
        try (var _ =
                        HttpServer.open(
                                quick,
                                "docker",
                                loop,
                                new QuickHandler(e -> e.reply(200, "text/plain", answer)));
                var greedy = new RawClient(quick);
                var other = new RawClient(quick)) {
            greedy.send(get("/quick").repeat(50));
            for (var i = 0; i < 50; i++) {
                assertThat(other.send(get("/quick/" + i)).response()).startsWith("HTTP/1.1 200");
            }
            for (var i = 0; i < 50; i++) {
                assertThat(greedy.response()).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void sendsEachFlushAsChunk() throws IOException {
        var mayGoOn = new CountDownLatch(1);
        handler =
                exchange -> {
                    try (var stream = exchange.stream(200, "application/json")) {
                        stream.write(bytes("first"));
                        stream.flush();
                        await(mayGoOn);
                        stream.write(bytes("se"));
                        stream.write(bytes("cond"));
                    }
                };
        try (var client = new RawClient(socket)) {
            client.send(get("/events"));
            assertThat(client.head()).contains("Transfer-Encoding: chunked");
            assertThat(client.text(10)).isEqualTo("5\r\nfirst\r\n");
            mayGoOn.countDown();
            assertThat(client.text(16)).isEqualTo("6\r\nsecond\r\n0\r\n\r\n");
        }
    }

    @Test
    void reads10MegabytesWithoutBuffering() throws IOException {
        handler = exchange -> exchange.reply(200, "text/plain", bytes("" + count(exchange.body())));
        var size = 10 * 1024 * 1024;
        try (var client = new RawClient(socket)) {
            client.send("POST /load HTTP/1.1\r\nContent-Length: " + size + "\r\n\r\n")
                    .send(new byte[size]);
            assertThat(client.response()).endsWith("\r\n\r\n" + size);
            assertThat(client.send(get("/x")).response()).endsWith("\r\n\r\n0");
        }
    }

    @Test
    void readsChunkedBody() throws IOException {
        handler = exchange -> exchange.reply(200, "text/plain", exchange.body().readAllBytes());
        try (var client = new RawClient(socket)) {
            client.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nferr\r\n");
            client.send("1;x=y\r\ny\r\n0\r\nTrailer: t\r\n\r\n");
            assertThat(client.response()).endsWith("\r\n\r\nferry");
        }
    }

    @Test
    void slowsFastClientForSlowHandler() throws Exception {
        var mayRead = new CountDownLatch(1);
        handler =
                exchange -> {
                    await(mayRead);
                    exchange.reply(200, "text/plain", bytes("" + count(exchange.body())));
                };
        var size = 20 * 1024 * 1024;
        var sent = new AtomicLong();
        try (var client = new RawClient(socket)) {
            client.send("POST / HTTP/1.1\r\nContent-Length: " + size + "\r\n\r\n");
            var writer =
                    Thread.startVirtualThread(() -> {
                        try {
                            for (; sent.get() < size; sent.addAndGet(65536)) {
                                client.send(new byte[65536]);
                            }
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            Thread.sleep(300);
            assertThat(sent.get()).isLessThan(4 * 1024 * 1024);
            mayRead.countDown();
            assertThat(client.response()).endsWith("" + size);
            writer.join();
        }
    }

    @Test
    void slowsFastHandlerForSlowClient() throws Exception {
        var written = new AtomicLong();
        handler =
                exchange -> {
                    try (var stream = exchange.stream(200, "application/x-tar")) {
                        for (var i = 0; i < 320; i++) {
                            stream.write(new byte[65536]);
                            written.addAndGet(65536);
                        }
                    }
                };
        try (var client = new RawClient(socket)) {
            client.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
            Thread.sleep(300);
            assertThat(written.get()).isLessThan(4 * 1024 * 1024);
            assertThat(client.rest().length()).isGreaterThan(320 * 65536);
        }
    }

    @Test
    void sendsContinue() throws IOException {
        handler = exchange -> exchange.reply(200, "text/plain", exchange.body().readAllBytes());
        try (var client = new RawClient(socket)) {
            client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 100 Continue");
            assertThat(client.send("ok").response()).endsWith("\r\n\r\nok");
        }
    }

    @Test
    void rejectsWithoutContinue() throws IOException {
        handler = exchange -> exchange.empty(404);
        try (var client = new RawClient(socket)) {
            client.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 404").contains("Connection: close");
        }
    }

    @Test
    void continuesAfterUnreadBody() throws IOException {
        try (var client = new RawClient(socket)) {
            client.send("POST /a HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n")
                    .send(new byte[1_000_000]);
            assertThat(client.response()).endsWith("/a");
            assertThat(client.send(get("/b")).response()).endsWith("/b");
        }
    }

    @Test
    void replyReachesClientThatStillSends() throws IOException {
        try (var client = new RawClient(socket)) {
            client.send("POST /a HTTP/1.1\r\nConnection: close\r\nContent-Length: 10000000\r\n\r\n")
                    .send(new byte[10_000_000]);
            assertThat(client.rest()).startsWith("HTTP/1.1 200 OK").endsWith("/a");
        }
        try (var client = new RawClient(socket)) {
            client.send("HELLO\r\n\r\n").send(new byte[10_000_000]);
            assertThat(client.rest()).startsWith("HTTP/1.1 400 Bad Request");
        }
    }

    @Test
    void hijackedOutputOutlivesClientInput() throws IOException {
        handler = HttpServerTest::echoAfterTheEnd;
        try (var client = new RawClient(socket)) {
            client.send("POST /attach HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
            assertThat(client.head())
                    .startsWith("HTTP/1.1 101 UPGRADED\r\n")
                    .contains(
                            "Upgrade: tcp\r\n",
                            "Content-Type: application/vnd.docker.raw-stream\r\n");
            assertThat(client.send("ferry").endInput().rest()).isEqualTo("got ferry");
        }
    }

    @Test
    void passesEarlyInputToHijacker() throws IOException {
        handler = HttpServerTest::echoAfterTheEnd;
        try (var client = new RawClient(socket)) {
            client.send("POST /attach HTTP/1.1\r\nContent-Length: 0\r\n\r\nGET early HTTP\r\n")
                    .endInput();
            assertThat(client.rest())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("\r\n\r\ngot GET early HTTP\r\n");
        }
    }

    private static void echoAfterTheEnd(Exchange exchange) throws IOException {
        try (var raw = exchange.hijack("application/vnd.docker.raw-stream")) {
            raw.output().write(bytes("got "));
            raw.output().write(raw.input().readAllBytes());
        }
    }

    @Test
    void rejectsMalformedRequest() throws IOException {
        for (var garbage :
                new String[] {
                    "\0\1\2\3\r\n\r\n", "HELLO\r\n\r\n", "GET / HTTP/1.1\r\nbad header\r\n\r\n"
                }) {
            try (var client = new RawClient(socket)) {
                assertThat(client.send(garbage).rest()).startsWith("HTTP/1.1 400 Bad Request");
            }
        }
    }

    @Test
    void rejectsInvalidEscape() throws IOException {
        try (var client = new RawClient(socket)) {
            assertThat(client.send(get("/a%zz")).rest()).startsWith("HTTP/1.1 400 Bad Request");
        }
    }

    @Test
    void rejectsOverlongHeaders() throws IOException {
        try (var client = new RawClient(socket)) {
            client.send("GET /" + "x".repeat(70_000) + " HTTP/1.1\r\n\r\n");
            assertThat(client.rest()).startsWith("HTTP/1.1 431");
        }
    }

    @Test
    void decodesPathAndQuery() throws IOException {
        handler =
                exchange ->
                        exchange.reply(
                                200,
                                "text/plain",
                                bytes(
                                        exchange.request().path()
                                                + " "
                                                + exchange.request()
                                                        .query()
                                                        .text("filters")
                                                        .orElse("-")));
        try (var client = new RawClient(socket)) {
            client.send(get("http://docker/images/a%20b/json?filters=%7B%22id%22%3A1%7D&all=1"));
            assertThat(client.response()).endsWith("\r\n\r\n/images/a b/json {\"id\":1}");
        }
    }

    @Test
    void notifiesHandlerOfDisconnect() throws Exception {
        var gone = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        handler =
                exchange -> {
                    exchange.whenGone(gone::countDown);
                    exchange.stream(200, "application/json");
                    begun.countDown();
                    await(gone);
                };
        try (var client = new RawClient(socket)) {
            client.send(get("/events")).head();
            await(begun);
        }
        assertThat(gone.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void failsWritesAfterDisconnect() throws Exception {
        var failures = new LinkedBlockingQueue<IOException>();
        handler =
                exchange -> {
                    var stream = exchange.stream(200, "text/plain");
                    try {
                        while (true) {
                            stream.write(new byte[1000]);
                            stream.flush();
                        }
                    } catch (IOException e) {
                        failures.add(e);
                        throw e;
                    }
                };
        try (var client = new RawClient(socket)) {
            client.send(get("/logs")).head();
        }
        assertThat(failures.poll(1, TimeUnit.MINUTES)).isInstanceOf(ClientGoneException.class);
    }

    @Test
    void failsWritesAfterDisconnectDuringRead() throws Exception {
        int clients = 300;
        var failures = new LinkedBlockingQueue<IOException>();
        handler =
                exchange -> {
                    try (var stream = exchange.stream(200, "application/x-tar")) {
                        while (true) {
                            stream.write(new byte[65_536]);
                        }
                    } catch (IOException e) {
                        failures.add(e);
                        throw e;
                    }
                };
        for (int i = 0; i < clients; i++) {
            try (var client = new RawClient(socket)) {
                client.send(get("/export")).endInput().text(65_536);
            }
        }
        for (int i = 0; i < clients; i++) {
            assertThat(failures.poll(1, TimeUnit.MINUTES))
                    .as("writer %d of %d", i, clients)
                    .isInstanceOf(ClientGoneException.class);
        }
    }

    @Test
    void failsReadOfTruncatedBody() throws Exception {
        var failures = new LinkedBlockingQueue<IOException>();
        handler =
                exchange -> {
                    try {
                        count(exchange.body());
                    } catch (IOException e) {
                        failures.add(e);
                        throw e;
                    }
                };
        try (var client = new RawClient(socket)) {
            client.send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nonly this");
        }
        assertThat(failures.poll(1, TimeUnit.MINUTES)).hasMessageContaining("went away");
    }

    @Test
    void restrictsSocketToGroup() throws IOException {
        assertThat(Files.getPosixFilePermissions(socket).toString()).doesNotContain("OTHERS");
    }

    @Test
    void rejectsSocketInUse() {
        assertThatThrownBy(() -> HttpServer.open(socket, "docker", loop, handler))
                .hasMessageContaining("another daemon answers");
    }

    @Test
    void replacesStaleSocket() throws IOException {
        var left = folder.resolve("left.sock");
        try (var dead =
                java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            dead.bind(java.net.UnixDomainSocketAddress.of(left));
        }
        assertThat(left).exists();
        try (var taken = HttpServer.open(left, "docker", loop, handler);
                var client = new RawClient(left)) {
            assertThat(client.send(get("/here")).response()).endsWith("/here");
            assertThat(taken).isNotNull();
        }
        assertThat(left).doesNotExist();
    }

    @Test
    void rejectsFileThatIsNoSocket() throws IOException {
        var file = Files.writeString(folder.resolve("notes"), "mine");
        assertThatThrownBy(() -> HttpServer.open(file, "docker", loop, handler))
                .hasMessageContaining("is no socket");
        assertThat(file).hasContent("mine");
    }

    private static long count(InputStream body) throws IOException {
        var buffer = new byte[8192];
        long count = 0;
        for (int n; (n = body.read(buffer)) >= 0; ) {
            count += n;
        }
        return count;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new IOException("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
