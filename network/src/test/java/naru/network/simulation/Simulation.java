package naru.network.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.AddressChange;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.network.fake.Death;
import naru.network.fake.FakeKernel;
import naru.network.journal.JournalException;
import naru.network.journal.MemoryJournal;
import naru.network.model.DnsSettings;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.PortSelection;
import naru.network.publish.Protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One run from a seed: random operations of users, foreign changes, failures and deaths. After each
 * the host must agree with what the daemon says that there is; {@link Checks} says how.
 */
final class Simulation {
    private static final Duration SOON = Duration.ofSeconds(4); // leftovers go after two
    private static final Duration MINUTE = Duration.ofSeconds(66); // all is compared each minute
    private static final String FIRST_SUBNET = "172.18.0.0/16"; // docker0 has the one before
    private static final List<Errno> ERRORS =
            List.of(Errno.ENOMEM, Errno.ENOBUFS, Errno.EBUSY, Errno.EPERM);

    private final Random random;
    private final World world;
    private final Checks checks;
    private final List<String> script = new ArrayList<>();
    private final int steps;
    private boolean touched; // by a foreign change that may have gone unnoticed so far

    Simulation(long seed, int steps) {
        this.random = new Random(seed);
        this.steps = steps;
        world = new World(machine(), new MemoryJournal(), seed);
        checks = new Checks(world);
    }

    /** A machine with an uplink and a second interface. */
    static FakeKernel machine() {
        var kernel = new FakeKernel();
        kernel.root().apply(LinkChange.up(LinkRef.LOOPBACK));
        for (var name : List.of("uplink", "lan")) {
            kernel.root().apply(new LinkChange.AddPlain(name, "dummy", LinkSettings.NONE.setUp()));
        }
        int uplink = kernel.root().link("uplink").orElseThrow().index();
        kernel.root().apply(new AddressChange.Add(InterfaceAddress.of(uplink, Traffic.HOST, 24)));
        return kernel;
    }

    /** What was done so far, a line a step. */
    List<String> script() {
        return script;
    }

    void run() {
        start();
        settle(SOON);
        checks.afterRepair();
        for (int i = 0; i < 2; i++) {
            perform(create());
        }
        perform(open());
        for (int i = 0; i < steps; i++) {
            step();
        }
        settle(MINUTE);
        checks.afterRepair();
        checks.rebuilt();
        if (random.nextBoolean()) {
            restart();
            checks.restarted();
        }
        takeDown();
        reuse();
    }

    /** Starts a daemon, again after each death or failure on the way. */
    private void start() {
        while (true) {
            world.boot();
            if (random.nextInt(8) == 0 && !script.isEmpty()) {
                arm(30);
            }
            try {
                world.networks().restore(world.running::contains);
                return;
            } catch (Death | LinuxException | JournalException | NaruException e) {
                script.add("  the start breaks off: " + e.getMessage());
                world.end();
            } finally {
                world.host().faults().clear();
            }
        }
    }

    private void arm(int within) {
        int number = 1 + random.nextInt(within);
        if (random.nextBoolean()) {
            script.add("  it dies at change " + number);
            world.host().faults().dieAt(number);
        } else {
            var errno = pick(ERRORS);
            script.add("  change " + number + " fails: " + errno.symbol());
            world.host()
                    .faults()
                    .failAt(number, () -> new LinuxException(errno, "simulated", "failure"));
        }
    }

    private void step() {
        if (random.nextInt(3) == 0) {
            script.add(new Traffic(world).connect(random));
        }
        boolean foreign = random.nextInt(3) == 0;
        if (foreign) {
            new ForeignChanges(world, random, script).change();
            touched = true;
        } else {
            operate();
        }
        if (random.nextInt(5) == 0) {
            return; // the next step meets a host that is not repaired yet
        }
        settle(touched ? MINUTE : SOON);
        touched = false;
        checks.afterRepair();
    }

    /** An operation of a user, perhaps with a fault in it. */
    private void operate() {
        perform(choose());
    }

    private void perform(Operation operation) {
        script.add(operation.name);
        if (random.nextInt(3) == 0) {
            arm(16);
        }
        try {
            operation.run.run();
        } catch (Death e) {
            script.add("  " + e.getMessage());
        } catch (NaruException | LinuxException | JournalException e) {
            script.add("  refused: " + e.getMessage());
        }
        world.host().faults().clear();
        if (world.host().faults().isDead()) {
            world.end();
            start();
            reap();
        }
    }

    /** A container whose sandbox did not survive a death is ended by its engine. */
    private void reap() {
        var open =
                world.networks().sandboxes().stream()
                        .map(Sandbox::containerId)
                        .collect(Collectors.toSet());
        for (var id : List.copyOf(world.running)) {
            if (!open.contains(id)) {
                script.add("  container " + id.charAt(0) + " is ended");
                world.running.remove(id);
                world.kernel.exit(id);
            }
        }
    }

    /** Time passes; a fault that is still armed may strike the repair. */
    private void settle(Duration time) {
        boolean armed = random.nextInt(12) == 0;
        if (armed) {
            script.add(" while it repairs");
            arm(4);
        }
        try {
            world.kernel.advance(time);
        } catch (Death e) {
            script.add("  " + e.getMessage());
        }
        world.host().faults().clear();
        if (world.host().faults().isDead()) {
            world.end();
            start();
            reap();
        }
        if (armed) {
            world.kernel.advance(MINUTE);
        }
    }

    private void restart() {
        script.add("restart");
        world.end();
        world.boot();
        world.networks().restore(world.running::contains);
    }

    /** Takes everything down; the host is as before then. */
    private void takeDown() {
        script.add("take down");
        for (var sandbox : world.networks().sandboxes()) {
            exit(sandbox.containerId());
            world.networks().close(sandbox.containerId());
        }
        for (var network : world.networks().list()) {
            if (!network.isPredefined()) {
                world.networks().delete(network.id().value());
            }
        }
        settle(MINUTE);
        checks.afterRepair();
        checks.empty();
    }

    /** The daemon keeps hold of nothing: the first subnet and all ports are free again. */
    private void reuse() {
        script.add("use everything again");
        var network = world.networks().create(NetworkSpec.bridge("again"));
        assertThat(network.ipam().pools().getFirst().subnet()).hasToString(FIRST_SUBNET);
        var ports = new ArrayList<PortRequest>();
        for (int host = 8080; host < 8084; host++) {
            ports.add(PortRequest.of(Protocol.TCP, host, host));
            ports.add(PortRequest.of(Protocol.UDP, host, host));
        }
        var sandbox =
                world.networks()
                        .open(spec("e".repeat(64), List.of(EndpointSpec.of("again")), ports));
        assertThat(sandbox.ports()).hasSizeGreaterThanOrEqualTo(ports.size());
    }

    private void exit(String id) {
        world.running.remove(id);
        world.kernel.exit(id);
    }

    // ---- Operations

    private record Operation(String name, Runnable run) {}

    private Operation choose() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> create();
            case 3 -> delete();
            case 4, 5, 6 -> open();
            case 7, 8 -> close();
            case 9, 10 -> attach();
            case 11 -> detach();
            case 12 -> publish();
            case 13 -> unpublish();
            case 14 -> ready();
            default -> random.nextBoolean() ? rename() : again();
        };
    }

    private Operation create() {
        var name = "net" + random.nextInt(3);
        var options = new HashMap<String, String>();
        chance(4, () -> options.put("com.docker.network.bridge.enable_icc", "false"));
        chance(5, () -> options.put("com.docker.network.bridge.enable_ip_masquerade", "false"));
        chance(6, () -> options.put("com.docker.network.driver.mtu", "1400"));
        chance(8, () -> options.put("naru.bridge.anti_spoofing", "false"));
        chance(6, () -> options.put("com.docker.network.bridge.gateway_mode_ipv4", "routed"));
        chance(8, () -> options.put("com.docker.network.bridge.name", "br-mine"));
        chance(6, () -> options.put("naru.endpoint.rate_in", "10mbit"));
        chance(6, () -> options.put("naru.endpoint.rate_out", "5mbit"));
        chance(4, () -> options.put("naru.alias.virtual", "web"));
        boolean ipv6 = random.nextInt(3) == 0;
        boolean internal = random.nextInt(6) == 0;
        var spec =
                NetworkSpec.bridge(name).withOptions(options).withIpv6(ipv6).withInternal(internal);
        var wanted = random.nextInt(5) == 0 ? lan(name) : spec;
        return new Operation(
                "create %s %s %s%s%s"
                        .formatted(
                                wanted.driver(),
                                name,
                                wanted.options(),
                                ipv6 ? " ipv6" : "",
                                internal ? " internal" : ""),
                () -> world.networks().create(wanted));
    }

    private NetworkSpec lan(String name) {
        var options = new HashMap<String, String>();
        if (random.nextInt(3) > 0) {
            options.put("parent", random.nextBoolean() ? "lan" : "lan.5");
        }
        return switch (random.nextInt(4)) {
            case 0, 1 -> NetworkSpec.bridge(name).withDriver("macvlan").withOptions(options);
            case 2 -> {
                options.put("ipvlan_mode", pick(List.of("l2", "l3", "l3s")));
                yield NetworkSpec.bridge(name).withDriver("ipvlan").withOptions(options);
            }
            default ->
                    NetworkSpec.bridge(name, new IpamSpec("dhcp", Map.of(), List.of()))
                            .withDriver("macvlan")
                            .withOptions(Map.of("parent", "lan"));
        };
    }

    private void chance(int oneIn, Runnable then) {
        if (random.nextInt(oneIn) == 0) {
            then.run();
        }
    }

    private Operation delete() {
        var name = "net" + random.nextInt(3);
        return new Operation("delete " + name, () -> world.networks().delete(name));
    }

    private Operation open() {
        var id = container();
        var endpoints = new ArrayList<EndpointSpec>();
        endpoints.add(endpoint());
        chance(
                3,
                () -> {
                    var second = endpoint();
                    if (!second.network().equals(endpoints.getFirst().network())) {
                        endpoints.add(second);
                    }
                });
        var ports = new ArrayList<PortRequest>();
        chance(2, () -> ports.add(port()));
        chance(4, () -> ports.add(port()));
        var networks = endpoints.stream().map(EndpointSpec::network).toList();
        var spec = spec(id, endpoints, ports);
        return new Operation(
                "open %s on %s %s".formatted(id.charAt(0), networks, ports),
                () -> {
                    if (world.running.contains(id)) {
                        return; // its engine would not start it twice
                    }
                    var sandbox = world.networks().open(spec);
                    world.kernel.enter(id, sandbox.netns());
                    world.running.add(id);
                    world.networks().awaitPassage(id);
                });
    }

    private static SandboxSpec spec(
            String id, List<EndpointSpec> endpoints, List<PortRequest> ports) {
        return new SandboxSpec(
                id,
                "c" + id.charAt(0),
                id.substring(0, 12),
                SandboxSpec.Kind.PRIVATE,
                endpoints,
                ports,
                Map.of(),
                DnsSettings.HOST,
                Readiness.SERVING);
    }

    private EndpointSpec endpoint() {
        var named = world.networks().list().stream().map(Network::name).sorted().toList();
        var network = random.nextInt(5) == 0 ? "net" + random.nextInt(3) : pick(named);
        if (List.of("bridge", "host", "none").contains(network)) {
            return EndpointSpec.of("bridge");
        }
        var options = new HashMap<String, String>();
        chance(4, () -> options.put("naru.endpoint.virtual", "api"));
        chance(6, () -> options.put("naru.endpoint.rate_in", "1mbit"));
        return new EndpointSpec(
                network,
                null,
                null,
                List.of(),
                null,
                random.nextBoolean() ? List.of("web", "api") : List.of(),
                List.of(),
                options,
                random.nextInt(3));
    }

    private PortRequest port() {
        var protocol = random.nextInt(3) == 0 ? Protocol.UDP : Protocol.TCP;
        int host = random.nextInt(4) == 0 ? 0 : 8080 + random.nextInt(4);
        return PortRequest.of(protocol, host, host == 0 ? 80 : host - (random.nextInt(2) * 8000));
    }

    private Operation close() {
        var id = running();
        return new Operation(
                "close " + id.charAt(0),
                () -> {
                    exit(id);
                    world.networks().close(id);
                });
    }

    private Operation attach() {
        var id = running();
        var spec = endpoint();
        return new Operation(
                "attach %s to %s".formatted(id.charAt(0), spec.network()),
                () -> world.networks().attach(id, spec));
    }

    private Operation detach() {
        var id = running();
        var endpoints = world.networks().sandbox(id).map(Sandbox::endpoints).orElse(List.of());
        var network =
                endpoints.isEmpty()
                        ? pick(world.networks().list())
                        : world.networks().get(pick(endpoints).networkId().value());
        return new Operation(
                "detach %s from %s".formatted(id.charAt(0), network.name()),
                () -> world.networks().detach(id, network.id()));
    }

    private Operation publish() {
        var id = running();
        var port = port();
        return new Operation(
                "publish %s %s".formatted(id.charAt(0), port),
                () -> world.networks().publish(id, List.of(port)));
    }

    private Operation unpublish() {
        var id = running();
        var ports = world.networks().sandbox(id).map(Sandbox::ports).orElse(List.of());
        if (ports.isEmpty()) {
            return publish();
        }
        var port = pick(ports);
        var selection = new PortSelection(port.protocol(), port.containerPort(), null, 0);
        return new Operation(
                "unpublish %s %s".formatted(id.charAt(0), selection),
                () -> world.networks().unpublish(id, selection));
    }

    private Operation ready() {
        var id = running();
        var readiness = pick(List.of(Readiness.values()));
        return new Operation(
                "container %s is %s".formatted(id.charAt(0), readiness),
                () -> world.networks().ready(id, readiness));
    }

    private Operation rename() {
        var id = container();
        var name = "renamed" + random.nextInt(9);
        return new Operation(
                "rename %s to %s".formatted(id.charAt(0), name),
                () -> world.networks().rename(id, name));
    }

    private Operation again() {
        return new Operation(
                "restart",
                () -> {
                    world.end();
                    start();
                    reap();
                });
    }

    private String container() {
        return String.valueOf("abcd".charAt(random.nextInt(4))).repeat(64);
    }

    /** Mostly one that runs. */
    private String running() {
        var ids = List.copyOf(world.running);
        return ids.isEmpty() || random.nextInt(8) == 0 ? container() : pick(ids);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
