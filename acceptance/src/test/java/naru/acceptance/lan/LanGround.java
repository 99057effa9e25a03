package naru.acceptance.lan;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;
import naru.acceptance.lab.TestFiles;
import naru.acceptance.lan.LanCell.Place;
import naru.linux.address.Family;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The networks, containers and servers for the LAN's truth table. */
final class LanGround implements AutoCloseable {
    static final String SUBNET6 = "fd77:ff::/64";

    /** Our host's, on its interface beside its containers. */
    static final String HOST6_AMONG_THEM = "fd77:ff::509";

    private static final String HOST6 = "fd77:ff::1";
    private static final String NEIGHBOUR6 = "fd77:ff::2";
    private static final String BRIDGE = "inner";
    private static final String BRIDGED_SUBNET6 = "fd77:70::/64";
    private static final String SCRIPT = TestFiles.path("reach/reach.py");
    private static final String PYTHON = "/usr/bin/python3";
    private static final int PORT = 7080;
    private static final int PUBLISHED = 7090;
    private static final String PATIENCE = Eventually.isSlow() ? "12" : "2";

    private final LabHost host;
    private final LabHost neighbour;
    private final List<LanRide> rides;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private final Map<Place, Shell> shells = new ConcurrentHashMap<>();

    LanGround(Lab lab, List<LanRide> rides) throws Exception {
        host = lab.host();
        neighbour = lab.neighbour();
        this.rides = List.copyOf(rides);
        try {
            address(host, HOST6);
            address(neighbour, NEIGHBOUR6);
            networks();
            containers();
            routes();
            servers();
        } catch (Exception | Error failure) {
            close();
            throw failure;
        }
    }

    private void address(LabHost where, String address) {
        where.see("ip addr add {}/64 dev {} nodad", address, where.uplink());
        undo.push(() -> where.shell().run("ip addr del {}/64 dev {}", address, where.uplink()));
    }

    private void networks() {
        var docker = host.docker();
        for (var ride : rides) {
            docker.cli(ride.creation(host.uplink()));
        }
        docker.cli("network create --ipv6 --subnet {} {}", BRIDGED_SUBNET6, BRIDGE);
    }

    private void containers() throws InterruptedException {
        shells.put(Place.HOST, host.shell());
        shells.put(Place.NEIGHBOUR, neighbour.shell());
        var starts = new ArrayList<Thread>();
        for (var place : LanCell.containers(rides)) {
            starts.add(Thread.ofVirtual().start(() -> container(place)));
        }
        var options = "--network %s -p %d:%d -p %d:%d/udp";
        host.docker()
                .waiting(
                        Place.BRIDGED.name(),
                        options.formatted(BRIDGE, PUBLISHED, PORT, PUBLISHED, PORT));
        enter(Place.BRIDGED);
        for (var start : starts) {
            start.join();
        }
        assertThat(shells).as("places").hasSize(LanCell.containers(rides).size() + 3);
    }

    private void container(Place place) {
        host.docker()
                .waiting(
                        place.name(),
                        "--network {} --ip {} --ip6 {}",
                        place.name().replaceFirst("-\\d+$", ""),
                        own(place, Family.IPV4),
                        own(place, Family.IPV6));
        enter(place);
    }

    private void enter(Place place) {
        shells.put(place, host.inside(place.name()));
    }

    /** Networks that the host routes for are behind it. */
    private void routes() {
        for (var ride : rides) {
            if (ride.routed()) {
                route("-4", ride.subnet(Family.IPV4), host.lanAddress());
                route("-6", ride.subnet(Family.IPV6), HOST6);
            }
        }
    }

    private void route(String family, String subnet, String gateway) {
        neighbour.see("ip {} route add {} via {}", family, subnet, gateway);
        undo.push(() -> neighbour.shell().run("ip {} route del {}", family, subnet));
    }

    /** Bound to the requested address, so that UDP replies have it as source. */
    private void servers() throws IOException {
        var servers = new HashMap<Place, Process>();
        var hosts = new ArrayList<>(List.of(host.lanAddress(), HOST6));
        if (rides.stream().anyMatch(LanRide::hasHost)) {
            hosts.add(HOST6_AMONG_THEM);
        }
        servers.put(Place.HOST, serve(Place.HOST, hosts));
        servers.put(
                Place.NEIGHBOUR,
                serve(Place.NEIGHBOUR, List.of(neighbour.lanAddress(), NEIGHBOUR6)));
        servers.put(Place.BRIDGED, serve(Place.BRIDGED, List.of()));
        for (var place : LanCell.containers(rides)) {
            servers.put(place, serve(place, List.of()));
        }
        for (var server : servers.entrySet()) {
            assertThat(server.getValue().inputReader(UTF_8).readLine())
                    .as("server at %s", server.getKey())
                    .isEqualTo("ready");
        }
    }

    private Process serve(Place place, List<String> addresses) throws IOException {
        awaitAddresses(place);
        var process =
                shell(place)
                        .start(
                                "{} {} serve {} {} {}",
                                PYTHON,
                                SCRIPT,
                                place.name(),
                                PORT,
                                addresses);
        undo.push(process::destroyForcibly);
        return process;
    }

    /**
     * The kernel does not send from an IPv6 address before duplicate address detection has ended.
     */
    private void awaitAddresses(Place place) {
        try {
            Eventually.within(
                    Duration.ofSeconds(10),
                    () ->
                            assertThat(shell(place).quietly("ip -6 addr show tentative").text())
                                    .isEmpty());
        } catch (Throwable failure) {
            throw new AssertionError(place + " has no address yet", failure);
        }
    }

    private Shell shell(Place place) {
        var shell = shells.get(place);
        if (shell == null) {
            throw new IllegalStateException("no container is named " + place);
        }
        return shell;
    }

    /** Sets whether the switch returns frames to the port they came from. */
    void reflect(boolean on) {
        host.plug("hairpin", on ? "on" : "off");
        if (on) {
            undo.push(() -> reflect(false));
        }
    }

    /** Sends all requests of one sender at once; returns the replies by cell. */
    Map<LanCell, String> ask(Place from, List<LanCell> cells) {
        var questions = new StringBuilder();
        for (int id = 0; id < cells.size(); id++) {
            var cell = cells.get(id);
            var protocol = cell.protocol().name().toLowerCase(Locale.ROOT);
            questions.append("%d %s %s %d\n".formatted(id, protocol, asked(cell), port(cell)));
        }
        var input = new ByteArrayInputStream(questions.toString().getBytes(UTF_8));
        var answers = new HashMap<LanCell, String>();
        for (var line :
                shell(from).quietly(input, "{} {} ask {}", PYTHON, SCRIPT, PATIENCE).lines()) {
            var words = line.split(" ", 2);
            answers.put(cells.get(Integer.parseInt(words[0])), words[1]);
        }
        return answers;
    }

    private String asked(LanCell cell) {
        if (!cell.to().equals(Place.BRIDGED)) {
            return own(cell.to(), cell.family());
        }
        var ride = cell.from().ride();
        boolean amongThem = ride != null && ride.hasHost() && cell.family() == Family.IPV6;
        return own(amongThem ? Place.HOST_AMONG_THEM : Place.HOST, cell.family());
    }

    private static int port(LanCell cell) {
        return cell.to().equals(Place.BRIDGED) ? PUBLISHED : PORT;
    }

    /** Somebody's own address. */
    String own(Place place, Family family) {
        var ride = place.ride();
        if (ride != null) {
            return ride.address(family, place.number());
        }
        boolean four = family == Family.IPV4;
        return switch (place.name()) {
            case "host" -> four ? host.lanAddress() : HOST6;
            case "host-among-them" -> HOST6_AMONG_THEM;
            case "neighbour" -> four ? neighbour.lanAddress() : NEIGHBOUR6;
            default -> throw new IllegalArgumentException(place + " has no address on the LAN");
        };
    }

    @Override
    public void close() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }
}
