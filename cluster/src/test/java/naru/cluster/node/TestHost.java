package naru.cluster.node;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.cluster.member.EtcdMember;
import naru.cluster.member.Folders;
import naru.cluster.option.ClusterSettings;
import naru.cluster.option.InitOptions;
import naru.cluster.option.JoinOptions;
import naru.cluster.record.ClusterSpec;
import naru.linux.process.Executable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A host of a cluster on loopback, with an address of its own. */
final class TestHost implements AutoCloseable {
    static final ClusterSpec SPEC = new ClusterSpec(null, null, null, null, null, null, null);

    final String address;
    final int port;
    final Path folder;
    private final ClusterSettings settings;
    private ClusterNode node;

    TestHost(int number) throws IOException {
        var etcd = Executable.find("etcd", System.getenv("PATH"));
        assumeTrue(etcd.isPresent(), "no etcd here");
        address = "127.0.9." + number;
        port = freePort(address);
        folder = Files.createTempDirectory("naru-cluster").resolve("cluster");
        settings =
                new ClusterSettings(
                        folder,
                        etcd.get().file(),
                        freePort(address),
                        freePort("127.0.0.1"),
                        null,
                        "28.5.2",
                        Map.of());
        start();
    }

    /** A port below the ephemeral range, from which connections take theirs. */
    private static int freePort(String address) throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (var _ = new ServerSocket(port, 1, InetAddress.ofLiteral(address))) {
                return port;
            } catch (IOException taken) {
                // another one
            }
        }
    }

    ClusterNode node() {
        return node;
    }

    ClusterControl control() {
        return node.control();
    }

    /** A daemon with the state of the one before. */
    void start() {
        node = new ClusterNode(settings, Clock.systemUTC());
        node.start();
    }

    void stop() {
        node.close();
    }

    /** The daemon, and etcd, as if the host had lost power. */
    void crash() {
        stop();
        EtcdMember.endLeftover(folder);
    }

    String port() {
        return address + ":" + port;
    }

    String init() throws IOException {
        return init(false);
    }

    String init(boolean force) throws IOException {
        return node.init(new InitOptions(port(), address, "", 0, List.of(), 0, force, "", SPEC));
    }

    void join(TestHost manager, String token) throws IOException {
        node.join(new JoinOptions(port(), address, "", List.of(manager.port()), token, ""));
    }

    String id() {
        return node.active().orElseThrow().id();
    }

    @Override
    public void close() throws IOException {
        node.close();
        EtcdMember.endLeftover(folder);
        Folders.delete(folder.getParent());
    }
}
