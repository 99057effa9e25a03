package naru.proxy.runtime;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.proxy.haproxy.BackendPlan;
import naru.proxy.haproxy.Configuration;
import naru.proxy.haproxy.Server;
import naru.proxy.haproxy.tls.CertificateEntry;
import naru.proxy.haproxy.tls.CertificateList;
import naru.proxy.model.Name;
import naru.proxy.runtime.ProxyRuntime.Progress;
import naru.proxy.runtime.WantedBackend.Duty;
import naru.proxy.runtime.WantedBackend.Wanted;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** A real HAProxy with one frontend, and what a test wants of it. */
final class TestFront implements AutoCloseable {
    private static final Pattern BODY = Pattern.compile("(?s)\r\n\r\n(.*)");

    final Path folder;
    final HaproxyProgram program;
    final int port = TestServer.freePort();
    final ProxyFolder files;
    ProxyRuntime runtime;

    String backendLines = "";
    String globalLines = "";
    BackendPlan plan = new BackendPlan("b", new Name("", "b"), "", false, false);
    String map = "/ b\n";
    List<CertificateEntry> certificates = List.of();
    final int securePort = TestServer.freePort();
    final TreeMap<String, String> extraFiles = new TreeMap<>();
    final List<Wanted> servers = new ArrayList<>();

    /** Skips the test where no HAProxy is installed. */
    TestFront(Path folder) throws IOException {
        this.folder = folder;
        files = new ProxyFolder(folder);
        var found = HaproxyProgram.find(System.getenv("PATH"));
        assumeTrue(found.isPresent(), "no haproxy here");
        program = found.orElseThrow();
        runtime = takeOver();
    }

    /** As a daemon that starts. */
    ProxyRuntime takeOver() throws IOException {
        var next = new ProxyRuntime(program, folder, () -> {});
        next.takeOver();
        runtime = next;
        return next;
    }

    void serve(TestServer server, String name) {
        servers.add(new Wanted(new Server(name, "127.0.0.1", server.port(), 1), Duty.SERVES));
    }

    void change(int index, Duty duty) {
        servers.set(index, new Wanted(servers.get(index).server(), duty));
    }

    Configuration configuration() {
        var head =
                """
                global
                  stats socket %1$s/admin.sock mode 600 level admin expose-fd listeners
                  server-state-file %1$s/servers.state
                  hard-stop-after 5s
                %2$sdefaults
                  mode http
                  option idle-close-on-response
                  option redispatch 1
                  retries 3
                  retry-on conn-failure empty-response
                  load-server-state-from-file global
                  timeout connect 1s
                  timeout client 10s
                  timeout server 10s
                frontend f
                  bind 127.0.0.1:%3$d
                %5$s\
                  use_backend %%[path,map_beg(%1$s/paths.map,b)]
                backend b
                %4$s\
                """
                        .formatted(folder, globalLines, port, backendLines, secureBind());
        var text = new StringBuilder(head);
        for (var wanted : servers) {
            var server = wanted.server();
            if (wanted.duty() == Duty.SERVES && runtime.isInRotation(server)) {
                text.append("  server ")
                        .append(server.name() + " " + server.socket() + " " + plan.serverOptions())
                        .append("\n");
            }
        }
        var maps = new TreeMap<String, String>();
        maps.put("paths.map", map);
        var plans = new TreeMap<String, BackendPlan>();
        plans.put(plan.name(), plan);
        return new Configuration(
                text.toString(), head, extraFiles, maps, plans, certificates, List.of());
    }

    private String secureBind() {
        return certificates.isEmpty()
                ? ""
                : "  bind 127.0.0.1:%d ssl crt-list %s\n"
                        .formatted(securePort, folder.resolve(CertificateList.FILE));
    }

    /** A step that compares everything. */
    Progress verify() throws IOException {
        return runtime.approach(configuration(), List.of(new WantedBackend(plan, servers)), true);
    }

    Progress step() throws IOException {
        return runtime.approach(configuration(), List.of(new WantedBackend(plan, servers)), false);
    }

    /** Takes steps until nothing remains to be done. */
    Progress settle() throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (System.nanoTime() < end) {
            var progress = step();
            if (progress.isSettled()
                    && progress.servers().stream()
                            .noneMatch(s -> s.state() == ServerStatus.State.CONNECTING)) {
                return progress;
            }
            LockSupport.parkNanos(5_000_000);
        }
        throw new AssertionError("not settled: " + step());
    }

    /** The whole answer to a request on a connection of its own; empty if there is none. */
    String exchange(String path) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.getOutputStream()
                    .write(
                            "GET %s HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
                                    .formatted(path)
                                    .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException refused) {
            return "";
        }
    }

    /** Sends requests one after another on one connection, and counts the answers. */
    int getOnOneConnection(int requests) throws IOException {
        var request = "GET / HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
        int answers = 0;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int i = 0; i < requests; i++) {
                socket.getOutputStream().write(request);
                var answer = new String(read(socket), StandardCharsets.ISO_8859_1);
                answers += answer.startsWith("HTTP/1.1 200") ? 1 : 0;
            }
        }
        return answers;
    }

    /** The answer to a request on a connection that remains open. */
    String exchange(Socket kept) throws IOException {
        kept.getOutputStream()
                .write(
                        "GET / HTTP/1.1\r\nHost: test\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
        return new String(read(kept), StandardCharsets.ISO_8859_1);
    }

    private static byte[] read(Socket socket) throws IOException {
        var buffer = new byte[4096]; // an answer is short, and comes in one piece
        int length = socket.getInputStream().read(buffer);
        return Arrays.copyOf(buffer, Math.max(0, length));
    }

    /** The name of the server that answers, or the status line of another answer than 200. */
    String get() {
        var answer = exchange("/");
        var body = BODY.matcher(answer);
        return answer.startsWith("HTTP/1.1 200") && body.find()
                ? body.group(1)
                : answer.lines().findFirst().orElse("none");
    }

    List<String> get(int count) {
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            names.add(get());
        }
        return names;
    }

    @Override
    public void close() {
        runtime.stop(Duration.ofMillis(200));
    }
}
