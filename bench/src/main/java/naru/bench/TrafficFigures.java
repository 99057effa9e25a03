package naru.bench;

import static naru.bench.Comparison.compare;
import static naru.bench.Comparison.milliseconds;

import naru.linux.Netns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Traffic: iperf3 between containers and through a published port, and connections through a
 * published port. Clients of published ports are in a neighbouring namespace, like another machine
 * on the network.
 */
final class TrafficFigures {
    static final String[] NAMES = {
        "throughput-containers", "throughput-published", "connections-published"
    };

    private static final String IMAGE = "naru-bench:latest";
    private static final String AMOUNT = "2G"; // bytes per turn
    private static final int TURNS = 15; // both processors are busy, so single turns vary
    private static final int CONNECTIONS = 2000; // per turn
    private static final int PORT = 5201; // iperf3's own
    private static final int WEB_PORT = 8080;
    private static final InetAddress HOST = InetAddress.ofLiteral("192.0.2.1");

    private final List<Engine> engines;
    private final Map<Engine, Process> receivers = new HashMap<>();
    private final List<AcceptingServer> servers = new ArrayList<>();

    TrafficFigures(List<Engine> engines) {
        this.engines = List.copyOf(engines);
    }

    void print(FigureFilter wanted) throws Exception {
        try {
            for (var engine : engines) {
                prepare(engine);
            }
            figure(wanted, "throughput-containers", TrafficFigures::betweenContainers);
            figure(wanted, "throughput-published", TrafficFigures::byPublishedPort);
            figure(wanted, "connections-published", TrafficFigures::connections);
        } finally {
            for (var server : servers) {
                server.close();
            }
            engines.forEach(this::clean);
        }
    }

    private void figure(FigureFilter wanted, String name, Comparison.Measure<Engine> measure)
            throws Exception {
        if (wanted.has(name)) {
            compare(name, "ms", 1, TURNS, engines, measure);
        }
    }

    private static String neighbour(Engine engine) {
        return engine.netns() + "-lan";
    }

    private void prepare(Engine engine) throws IOException {
        BusyboxImage.importInto(engine, IMAGE);
        engine.docker(
                "run",
                "-d",
                "--name",
                "server",
                "-p",
                PORT + ":" + PORT,
                "-p",
                WEB_PORT + ":" + WEB_PORT,
                IMAGE,
                "sleep",
                "1000");
        engine.docker("run", "-d", "--name", "client", IMAGE, "sleep", "1000");
        var lan = neighbour(engine);
        Shell.run("ip", "netns", "add", lan);
        Shell.run(
                "ip",
                "-n",
                lan,
                "link",
                "add",
                "eth0",
                "type",
                "veth",
                "peer",
                "name",
                "uplink",
                "netns",
                engine.netns());
        Shell.run("ip", "-n", engine.netns(), "address", "add", "192.0.2.1/24", "dev", "uplink");
        Shell.run("ip", "-n", engine.netns(), "link", "set", "uplink", "up");
        Shell.run("ip", "-n", lan, "address", "add", "192.0.2.2/24", "dev", "eth0");
        Shell.run("ip", "-n", lan, "link", "set", "eth0", "up");
        var server = engine.netns("server");
        receivers.put(
                engine,
                new ProcessBuilder("nsenter", "--net=" + server, "iperf3", "-s")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start());
        try (var netns = Netns.open(server)) {
            servers.add(AcceptingServer.in(netns, WEB_PORT));
        }
    }

    private static double betweenContainers(Engine engine) throws IOException {
        var template = "{{.NetworkSettings.IPAddress}}";
        var address = engine.docker("inspect", "-f", template, "server").strip();
        return send(engine.netns("client"), address);
    }

    private static double byPublishedPort(Engine engine) throws IOException {
        return send(Path.of("/run/netns", neighbour(engine)), HOST.getHostAddress());
    }

    /** The time of the transfer in milliseconds, by iperf3's clock. */
    private static double send(Path namespace, String address) throws IOException {
        var report =
                Shell.run(
                        "nsenter",
                        "--net=" + namespace,
                        "iperf3",
                        "-c",
                        address,
                        "-n",
                        AMOUNT,
                        "-J");
        var received = report.substring(report.indexOf("\"sum_received\""));
        var seconds = received.replaceFirst("(?s).*?\"seconds\":\\s*([0-9.e+-]+).*", "$1");
        return Double.parseDouble(seconds) * 1e3;
    }

    private static double connections(Engine engine) throws Exception {
        try (var lan = Netns.open(Path.of("/run/netns", neighbour(engine)))) {
            var target = new InetSocketAddress(HOST, WEB_PORT);
            return lan.call(() -> milliseconds(() -> AcceptingServer.connect(target, CONNECTIONS)));
        }
    }

    private void clean(Engine engine) {
        var receiver = receivers.get(engine);
        if (receiver != null) {
            receiver.destroy();
        }
        Shell.runQuietly("ip", "netns", "del", neighbour(engine));
        Shell.runQuietly(
                "docker", "-H", "unix://" + engine.socket(), "rm", "-f", "server", "client");
    }
}
