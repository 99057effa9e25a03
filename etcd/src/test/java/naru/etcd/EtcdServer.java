package naru.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A member of etcd on loopback, without TLS, in a folder of its own. */
final class EtcdServer implements AutoCloseable {
    final int clientPort = freePort();
    final int peerPort = freePort();
    private final String name;
    private final Path folder;
    private Process process;

    EtcdServer(String name) throws IOException {
        assumeTrue(isInstalled(), "no etcd here");
        this.name = name;
        folder = Files.createTempDirectory("naru-etcd");
    }

    /** A port below the ephemeral range, from which connections take theirs. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException taken) {
                // another one
            }
        }
    }

    private static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(part -> Files.isExecutable(Path.of(part, "etcd")));
    }

    String peerUrl() {
        return "http://127.0.0.1:" + peerPort;
    }

    Endpoint endpoint() {
        return new Endpoint(false, "127.0.0.1", clientPort);
    }

    String member() {
        return name + "=" + peerUrl();
    }

    /** Starts a member of a new or existing cluster, or one again that was ended. */
    EtcdServer start(String state, EtcdServer... members) throws IOException {
        var client = "http://127.0.0.1:" + clientPort;
        var command = new ArrayList<String>();
        command.addAll(List.of("etcd", "--name", name, "--data-dir", folder + "/data"));
        command.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
        command.addAll(List.of("--listen-peer-urls", peerUrl()));
        command.addAll(List.of("--initial-advertise-peer-urls", peerUrl()));
        command.addAll(List.of("--initial-cluster-state", state, "--initial-cluster"));
        command.add(String.join(",", Arrays.stream(members).map(EtcdServer::member).toList()));
        command.addAll(List.of("--heartbeat-interval", "50", "--election-timeout", "500"));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        return this;
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** Waits until it answers. */
    EtcdServer await() throws Exception {
        var limit = Duration.ofMillis(500);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try (var client = new EtcdClient(List.of(endpoint()), null, limit)) {
                if (client.membership().status(endpoint()).leader() != 0) {
                    return this;
                }
            } catch (EtcdException e) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(Files.readString(folder.resolve("log")), e);
                }
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            kill();
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
