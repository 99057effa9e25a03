package naru.acceptance.reach;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;
import naru.acceptance.lab.TestFiles;
import naru.acceptance.reach.ReachPlace.Kind;
import naru.linux.address.Family;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The networks, containers, servers and routes for the truth table. */
final class ReachGround implements AutoCloseable {
    private static final String SCRIPT = TestFiles.path("reach/reach.py");
    private static final String PYTHON = "/usr/bin/python3";
    private static final int OUTSIDE_PORT = 7080;
    private static final String HOST6 = "fd77:ff::1";
    private static final String NEIGHBOUR6 = "fd77:ff::2";

    private final LabHost host;
    private final LabHost neighbour;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final Map<String, Shell> shells = new HashMap<>();

    /** The payloads of forged datagrams that arrived. */
    private final List<String> forged = new CopyOnWriteArrayList<>();

    /**
     * {@code bridgeNetfilter} is whether packets within a bridge pass the chains of IP, where the
     * kernel can do that.
     */
    ReachGround(Lab lab, boolean bridgeNetfilter) throws IOException {
        host = lab.host();
        neighbour = lab.neighbour();
        try {
            bridgeNetfilter(bridgeNetfilter);
            lan();
            containers();
            routes();
            servers();
        } catch (IOException | RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    private void lan() {
        address(host, HOST6);
        address(neighbour, NEIGHBOUR6);
    }

    private void bridgeNetfilter(boolean on) {
        for (var name : List.of("bridge-nf-call-iptables", "bridge-nf-call-ip6tables")) {
            var before = host.shell().quietly("sysctl -n net.bridge.{}", name);
            if (before.exit() == 0) {
                var key = "net.bridge." + name + "=";
                undo.push(() -> host.see("sysctl -w {}", key + before.text()));
                host.see("sysctl -w {}", key + (on ? 1 : 0));
            }
        }
    }

    private void address(LabHost where, String address) {
        where.see("ip addr add {}/64 dev {} nodad", address, where.uplink());
        undo.push(() -> where.shell().run("ip addr del {}/64 dev {}", address, where.uplink()));
    }

    private void containers() {
        var docker = host.docker();
        for (var network : ReachNetwork.values()) {
            docker.cli(network.creation());
            container(ReachPlace.first(network), List.of());
            container(ReachPlace.second(network), ports(network));
        }
        docker.waiting(
                ReachPlace.SHARING.name(),
                "--network container:{}",
                ReachPlace.first(ReachNetwork.LEFT).name());
        docker.waiting(ReachPlace.ALONE.name(), "--network none");
        shells.put(ReachPlace.HOST.name(), host.shell());
        shells.put(ReachPlace.NEIGHBOUR.name(), neighbour.shell());
        shells.put(ReachPlace.ALONE.name(), host.inside(ReachPlace.ALONE.name()));
        shells.put(ReachPlace.SHARING.name(), host.inside(ReachPlace.SHARING.name()));
    }

    private void container(ReachPlace place, List<String> ports) {
        var addresses = new ArrayList<String>();
        for (var family : Family.values()) {
            if (place.home().has(family)) {
                addresses.add(family == Family.IPV4 ? "--ip" : "--ip6");
                addresses.add(place.home().address(family, place.number()));
            }
        }
        var name = place.name();
        host.docker().waiting(name, "--network {} {} {}", place.home().title(), addresses, ports);
        shells.put(name, host.inside(name));
    }

    private static List<String> ports(ReachNetwork network) {
        var words = new ArrayList<String>();
        int port = network.hostPort();
        int onLoopback = port + 1;
        for (var protocol : List.of("tcp", "udp")) {
            words.addAll(
                    CommandLine.words(
                            "-p {}:80/{} -p 127.0.0.1:{}:81/{} -p [::1]:{}:81/{}",
                            port,
                            protocol,
                            onLoopback,
                            protocol,
                            onLoopback,
                            protocol));
        }
        return words;
    }

    private void routes() {
        for (var network : ReachNetwork.values()) {
            if (network.has(Family.IPV4)) {
                route("-4", network.subnet(Family.IPV4), host.lanAddress());
            }
            if (network.has(Family.IPV6)) {
                route("-6", network.subnet(Family.IPV6), HOST6);
            }
        }
    }

    private void route(String family, String subnet, String gateway) {
        neighbour.see("ip {} route add {} via {}", family, subnet, gateway);
        undo.push(() -> neighbour.shell().run("ip {} route del {}", family, subnet));
    }

    private void servers() throws IOException {
        for (var network : ReachNetwork.values()) {
            serve(ReachPlace.second(network), "80,81,82");
        }
        // Bound to the requested address, so that UDP replies have it as source.
        var port = Integer.toString(OUTSIDE_PORT);
        serve(ReachPlace.HOST, port, host.lanAddress(), HOST6);
        serve(ReachPlace.NEIGHBOUR, port, neighbour.lanAddress(), NEIGHBOUR6);
    }

    private void serve(ReachPlace place, String ports, String... addresses) throws IOException {
        var process =
                shell(place)
                        .start(
                                "{} {} serve {} {} {}",
                                PYTHON,
                                SCRIPT,
                                place.name(),
                                ports,
                                List.of(addresses));
        undo.push(process::destroyForcibly);
        var output = process.inputReader(UTF_8);
        assertThat(output.readLine()).as("server at %s", place).isEqualTo("ready");
        Thread.ofVirtual().start(() -> listen(place, output));
    }

    private void listen(ReachPlace place, BufferedReader output) {
        output.lines().forEach(line -> forged.add(line + "@" + place));
    }

    private Shell shell(ReachPlace place) {
        var shell = shells.get(place.name());
        if (shell == null) {
            throw new IllegalStateException("no container is named " + place);
        }
        return shell;
    }

    /** Sends all requests of one sender at once; returns the replies by cell. */
    Map<ReachCell, String> ask(ReachPlace from, List<ReachCell> cells) {
        var questions = new StringBuilder();
        for (int id = 0; id < cells.size(); id++) {
            var cell = cells.get(id);
            questions.append(
                    "%d %s %s %d\n".formatted(id, protocol(cell), asked(cell), port(cell)));
        }
        var input = new ByteArrayInputStream(questions.toString().getBytes(UTF_8));
        var answers = new HashMap<ReachCell, String>();
        for (var line : shell(from).quietly(input, "{} {} ask", PYTHON, SCRIPT).lines()) {
            var words = line.split(" ", 2);
            answers.put(cells.get(Integer.parseInt(words[0])), words[1]);
        }
        return answers;
    }

    private static String protocol(ReachCell cell) {
        return cell.protocol().name().toLowerCase(Locale.ROOT);
    }

    private String asked(ReachCell cell) {
        return switch (cell.way()) {
            case DIRECT -> own(cell.to(), cell.family());
            case LAN -> own(ReachPlace.HOST, cell.family());
            case GATEWAY -> cell.to().home().gateway(cell.family());
            case LOOPBACK -> cell.family() == Family.IPV4 ? "127.0.0.1" : "::1";
        };
    }

    private static int port(ReachCell cell) {
        if (cell.to().kind() != Kind.CONTAINER) {
            return cell.port() == ReachCell.Port.NONE ? 0 : OUTSIDE_PORT;
        }
        return switch (cell.way()) {
            case DIRECT -> cell.port().inside();
            case LAN, GATEWAY, LOOPBACK ->
                    cell.to().home().hostPort()
                            + cell.port().inside()
                            - ReachCell.Port.ON_ALL.inside();
        };
    }

    /** Somebody's own address. */
    String own(ReachPlace place, Family family) {
        boolean four = family == Family.IPV4;
        return switch (place.kind()) {
            case HOST -> four ? host.lanAddress() : HOST6;
            case NEIGHBOUR -> four ? neighbour.lanAddress() : NEIGHBOUR6;
            case CONTAINER -> place.home().address(family, place.number());
            case ALONE -> "none";
        };
    }

    /**
     * Sends frames from the neighbour to the host's own MAC address; each line is a payload, a
     * source, a destination, and a UDP port.
     */
    void forge(List<String> lines) {
        var mac = host.see("cat /sys/class/net/{}/address", host.uplink());
        var input = new ByteArrayInputStream(String.join("\n", lines).getBytes(UTF_8));
        neighbour
                .shell()
                .run(input, "{} {} forge {} {}", PYTHON, SCRIPT, neighbour.uplink(), mac)
                .text();
    }

    /** The payloads of forged datagrams that arrived up to now, each with {@code @} and where. */
    List<String> forged() {
        return List.copyOf(forged);
    }

    @Override
    public void close() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }
}
