package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.haproxy.routing.Backends;
import naru.proxy.haproxy.routing.Frontend;
import naru.proxy.haproxy.routing.TcpCompiler;
import naru.proxy.label.LabelsOf;
import naru.proxy.label.Settings;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Definitions;
import naru.proxy.rule.Request;
import naru.proxy.table.ConnectionRouting;
import naru.proxy.table.Decision.Outcome;
import naru.proxy.table.RoutingTable;
import naru.proxy.table.TableBuilder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGeneratorFactory;

/**
 * HAProxy routes random TLS connections by random rules as Traefik's documentation says: of the
 * routes that take a connection the one with the longest rule.
 */
class TcpOracleTest {
    private static final int TABLES = Integer.getInteger("naru.proxy.oracle", 10);
    private static final long SEED = Long.getLong("naru.proxy.seed", 20_261_201);
    private static final int CONNECTIONS = 60;
    private static final int UNIQUE_ID = 5; // PROXY protocol, section 2.2.6, PP2_TYPE_UNIQUE_ID

    @TempDir private Path folder;

    @Test
    void routesConnectionsLikeTheDocumentation() throws Exception {
        for (long seed = SEED; seed < SEED + TABLES; seed++) {
            check(seed, Files.createDirectory(folder.resolve(String.valueOf(seed))));
        }
    }

    private static void check(long seed, Path folder) throws Exception {
        var rules = new RandomTcpRules(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
        var known = new LinkedHashMap<String, RandomTcpRules.Known>();
        var definitions = new ArrayList<Definitions>();
        for (int i = 0; i < 9; i++) {
            var rule = rules.rule(2);
            int length = rule.text().length();
            if (known.values().stream().anyMatch(other -> other.text().length() == length)) {
                continue; // a tie is decided by names, which is no part of the documentation
            }
            var name = "r" + i;
            known.put(name, rule);
            var labels =
                    """
                    traefik.enable=true
                    traefik.tcp.routers.%1$s.rule=%2$s
                    traefik.tcp.routers.%1$s.tls.passthrough=true
                    """
                            .formatted(name, rule.text());
            definitions.add(
                    Vocabularies.read(LabelsOf.container(name, labels, 80), Settings.DEFAULT));
        }
        var table = TableBuilder.build(Settings.DEFAULT, definitions);
        assertThat(table.problems())
                .as("seed %d", seed)
                .allMatch(problem -> problem.text().contains("belongs to router"));
        try (var backend = new Namer(folder.resolve("namer.sock"));
                var haproxy = start(folder, table)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                var sent = rules.connection();
                assertThat(backendOf(folder, sent))
                        .as("seed %d: %s%n%s%n%s", seed, known, sent, haproxy.log())
                        .isEqualTo(expected(known, sent))
                        .isEqualTo(explained(table, sent));
            }
            assertThat(backend.listener.isOpen()).isTrue();
        }
    }

    private static HaproxyProcess start(Path folder, RoutingTable table) throws Exception {
        var backends = new Backends(table);
        var routing = TcpCompiler.compile(table, EntryPoint.HTTPS, backends, "otherwise");
        var frontend = new Frontend(routing, folder, "tcp");
        for (var file : frontend.maps().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        var socket = folder.resolve("front.sock");
        var text = new StringBuilder("defaults\n  mode tcp\n  timeout client 30s\n");
        text.append("  timeout server 30s\n  timeout connect 1s\nfrontend test\n");
        text.append("  bind unix@").append(socket).append(" accept-proxy\n");
        frontend.tcpLines(true, "otherwise")
                .forEach(line -> text.append("  ").append(line).append('\n'));
        text.append("  unique-id-format %[var(txn.backend)]\n  default_backend otherwise\n");
        var names = new ArrayList<>(backends.all().keySet());
        names.add("otherwise");
        for (var name : names) {
            text.append("backend ").append(name);
            text.append("\n  tcp-request content set-var(txn.backend) str(").append(name);
            text.append(")\n  server s unix@");
            text.append(folder.resolve("namer.sock"));
            text.append(" send-proxy-v2 proxy-v2-options unique-id\n");
        }
        Files.writeString(folder.resolve("haproxy.cfg"), text.toString());
        return HaproxyProcess.start(folder, socket);
    }

    private static String backendOf(Path folder, RandomTcpRules.Sent sent) throws IOException {
        var address = UnixDomainSocketAddress.of(folder.resolve("front.sock"));
        try (var channel = SocketChannel.open(address)) {
            var out = Channels.newOutputStream(channel);
            var proxy = "PROXY TCP4 " + sent.client() + " 192.0.2.1 1234 443\r\n";
            out.write(proxy.getBytes(StandardCharsets.US_ASCII));
            out.write(Hello.of(sent.name(), sent.protocols()));
            var all = Channels.newInputStream(channel).readAllBytes();
            return new String(all, StandardCharsets.US_ASCII);
        }
    }

    /** What {@code naru proxy why} says. */
    private static String explained(RoutingTable table, RandomTcpRules.Sent sent) {
        var connection =
                Request.connection(
                        sent.name(),
                        Set.copyOf(sent.protocols()),
                        InetAddress.ofLiteral(sent.client()));
        return switch (ConnectionRouting.decide(table, EntryPoint.HTTPS, connection, true)
                .outcome()) {
            case Outcome.Served(var by) -> new Backends(table).name(by);
            case Outcome.LeftToHttp() -> "otherwise";
            case Outcome other -> other.toString();
        };
    }

    private static String expected(
            Map<String, RandomTcpRules.Known> known, RandomTcpRules.Sent sent) {
        var best = "otherwise";
        int rank = -1;
        for (var route : known.entrySet()) {
            var rule = route.getValue();
            int length = rule.text().length() + (rule.namesHosts(sent) ? 1_000 : 0);
            if (rule.takes().test(sent) && length > rank) {
                best = "shop:tcp_" + route.getKey();
                rank = length;
            }
        }
        return best;
    }

    /** A server that answers each connection with the name in its PROXY protocol header. */
    private static final class Namer implements AutoCloseable {
        private final ServerSocketChannel listener;

        Namer(Path socket) throws IOException {
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofPlatform().daemon().start(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    try (var channel = listener.accept()) {
                        var in = Channels.newInputStream(channel);
                        var name = name(in);
                        var record = in.readNBytes(5); // unread bytes would reset the connection
                        in.readNBytes((record[3] & 0xff) << 8 | record[4] & 0xff);
                        Channels.newOutputStream(channel)
                                .write(name.getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } catch (IOException ignored) {
                // closed
            }
        }

        private static String name(InputStream in) throws IOException {
            var head = in.readNBytes(16);
            int length = (head[14] & 0xff) << 8 | head[15] & 0xff;
            var rest = in.readNBytes(length);
            int at = 12; // two IPv4 addresses and ports
            while (at < rest.length) {
                int size = (rest[at + 1] & 0xff) << 8 | rest[at + 2] & 0xff;
                if (rest[at] == UNIQUE_ID) {
                    return new String(rest, at + 3, size, StandardCharsets.US_ASCII);
                }
                at += 3 + size;
            }
            return "nothing";
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
