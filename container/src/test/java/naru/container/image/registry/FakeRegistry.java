package naru.container.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import naru.container.image.format.Digest;
import naru.container.image.format.Documents;
import naru.container.image.format.Reference;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/** A registry on loopback with one image of one layer, which fails as tests wish. */
public final class FakeRegistry implements AutoCloseable {
    private static final int FILE_SIZE = 1 << 20; // bytes

    private final HttpServer server;
    private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    private final CountDownLatch stalled = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    public final List<String> requests = new CopyOnWriteArrayList<>();
    public final String layer;
    public final String manifest;
    public volatile boolean breaksOnce;
    public volatile boolean stalls;
    public volatile boolean wantsToken;
    public volatile boolean isProxyWithPassword;

    public FakeRegistry(HttpServer server) throws IOException {
        this.server = server;
        byte[] tar = tar();
        layer = put(gzip(tar));
        String config =
                put(
                        ("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":"
                                        + "\"layers\",\"diff_ids\":[\""
                                        + Digest.of(tar)
                                        + "\"]}}")
                                .getBytes(UTF_8));
        String text =
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{\"digest\":\"%s\",\"size\":%d},"
                                .formatted(Documents.MANIFEST, config, blob(config).length)
                        + "\"layers\":[{\"digest\":\"%s\",\"size\":%d}]}"
                                .formatted(layer, blob(layer).length);
        manifest = put(text.getBytes(UTF_8));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public static FakeRegistry start() throws IOException {
        return new FakeRegistry(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public Reference image() {
        return Reference.parse(address() + "/team/box:1");
    }

    /** Gives a blob that its digest does not belong to. */
    public void spoil(String digest) {
        byte[] other = blob(digest).clone();
        other[other.length - 5] ^= 1; // in gzip's own checksum
        blobs.put(digest, other);
    }

    public void awaitStall() throws InterruptedException {
        stalled.await();
    }

    private byte[] blob(String digest) {
        return java.util.Objects.requireNonNull(blobs.get(digest), digest);
    }

    private String put(byte[] bytes) {
        String digest = Digest.of(bytes);
        blobs.put(digest, bytes);
        return digest;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(path + (range == null ? "" : " " + range));
            String who = exchange.getRequestHeaders().getFirst("Authorization");
            String proxyUser = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
            if (isProxyWithPassword && !"Basic dXNlcjpwYXNz".equals(proxyUser)) { // user:pass
                reply(exchange, 407, new byte[0]);
            } else if (path.equals("/token")) {
                var form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                boolean known =
                        form.isEmpty()
                                ? "Basic dXNlcjpwYXNz".equals(who) // user:pass
                                : form.contains("grant_type=refresh_token")
                                        && form.contains("&refresh_token=lasting");
                reply(
                        exchange,
                        known ? 200 : 401,
                        (known
                                        ? "{\"token\":\"secret\",\"refresh_token\":\"lasting\"}"
                                        : "{\"details\":\"who are you?\"}")
                                .getBytes(UTF_8));
            } else if (wantsToken && !"Bearer secret".equals(who)) {
                exchange.getResponseHeaders()
                        .add(
                                "WWW-Authenticate",
                                "Bearer realm=\"http://127.0.0.1:%d/token\",service=\"here\""
                                        .formatted(server.getAddress().getPort()));
                reply(exchange, 401, new byte[0]);
            } else if (path.equals("/v2/")) {
                reply(exchange, 200, new byte[0]);
            } else {
                String name = path.substring(path.lastIndexOf('/') + 1);
                content(exchange, blobs.get(name.equals("1") ? manifest : name), range);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void content(
            HttpExchange exchange, byte @org.jspecify.annotations.Nullable [] bytes, String range)
            throws IOException, InterruptedException {
        if (bytes == null) {
            reply(exchange, 404, new byte[0]);
        } else if (range != null) {
            int from = Integer.parseInt(range.replaceAll("\\D", ""));
            reply(exchange, 206, Arrays.copyOfRange(bytes, from, bytes.length));
        } else if (bytes.length > FILE_SIZE && (breaksOnce || stalls)) {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
            exchange.getResponseBody().flush();
            if (stalls) {
                stalled.countDown();
                closed.await();
            }
            breaksOnce = false;
        } else {
            reply(exchange, 200, bytes);
        }
    }

    private static void reply(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static byte[] tar() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (String name : new String[] {"one", "two"}) {
                byte[] content = new byte[FILE_SIZE];
                new Random(name.hashCode()).nextBytes(content);
                var entry = new TarArchiveEntry(name);
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
