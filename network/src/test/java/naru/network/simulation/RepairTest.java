package naru.network.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.linux.conntrack.Connection;
import naru.linux.conntrack.Connection.Key;
import naru.linux.conntrack.Connection.Tuple;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.AddressChange;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.network.event.NetworkEvent;
import naru.network.event.NetworkEvent.NetworkRepaired;
import naru.network.event.Numbered;
import naru.network.fake.Death;
import naru.network.fake.FakeNetns;
import naru.network.host.Owner;
import naru.network.journal.MemoryJournal;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.PortSelection;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What other processes do to a network's links and routes, on a kernel in memory. */
class RepairTest {
    private static final Duration SOON = Duration.ofSeconds(4);
    private static final Duration MINUTE = Duration.ofSeconds(66);

    private World world = world();

    private static World world() {
        return new World(Simulation.machine(), new MemoryJournal(), 1);
    }

    @BeforeAll
    static void quiet() {
        Quiet.network();
    }

    @BeforeEach
    void start() {
        world.boot();
        world.networks().restore(_ -> false);
        world.kernel.advance(SOON);
    }

    @AfterEach
    void end() {
        world.end();
    }

    /** The daemon dies at each change of a deletion in turn, in a world of its own. */
    @Test
    void deletesBridgesThatHaveLostTheirTag() {
        boolean died = true;
        for (int change = 1; died; change++) {
            end();
            world = world();
            start();
            var name = Checks.bridge(create(NetworkSpec.bridge("front")));
            set(name, LinkSettings.NONE.alias("mine"));
            world.host().faults().dieAt(change);
            died = dies(() -> world.networks().delete("front"));
            world.host().faults().die(); // before the bridge is deleted in the background
            world.end();
            start();

            boolean there =
                    world.networks().list().stream().anyMatch(n -> n.name().equals("front"));
            assertThat(root().link(name).isPresent()).as("change %d", change).isEqualTo(there);
        }
    }

    private static boolean dies(Runnable operation) {
        try {
            operation.run();
            return false;
        } catch (Death expected) {
            return true;
        }
    }

    @Test
    void deletesDummiesThatHaveLostTheirTag() {
        var network = create(NetworkSpec.bridge("lan").withDriver("macvlan"));
        set(Checks.dummy(network), LinkSettings.NONE.alias("mine"));
        world.networks().delete("lan");
        world.kernel.advance(SOON);

        assertThat(root().link(Checks.dummy(network))).isEmpty();
    }

    @Test
    void restoresTheTagOfVlans() {
        var network = create(vlan());
        set("lan.5", LinkSettings.NONE.alias("mine"));
        world.kernel.advance(MINUTE);

        assertThat(link("lan.5").alias()).isEqualTo(Owner.UNNAMED.tag(network.id()));
        set("lan.5", LinkSettings.NONE.alias("mine"));
        world.networks().delete("vlan");
        world.kernel.advance(SOON);
        assertThat(root().link("lan.5")).isEmpty();
    }

    @Test
    void leavesVlansOfOthersAlone() {
        var trunk = link("lan").index();
        root().apply(new LinkChange.AddVlan("lan.5", trunk, 5, LinkSettings.NONE));
        set("lan.5", LinkSettings.NONE.alias("mine"));
        create(vlan());
        world.kernel.advance(MINUTE);
        world.networks().delete("vlan");
        world.kernel.advance(SOON);

        assertThat(link("lan.5").alias()).isEqualTo("mine");
    }

    private static NetworkSpec vlan() {
        return NetworkSpec.bridge("vlan")
                .withDriver("macvlan")
                .withOptions(Map.of("parent", "lan.5"));
    }

    @Test
    void restoresTheHostsOwnInterface() {
        var pool = new PoolSpec("10.9.0.0/24", null, "10.9.0.1", Map.of("host", "10.9.0.9"));
        var network =
                create(
                        NetworkSpec.bridge("lan", new IpamSpec("default", Map.of(), List.of(pool)))
                                .withDriver("macvlan")
                                .withOptions(Map.of("parent", "lan", "host_access", "true")));
        var name = "ha-" + network.id().shortId();
        set(name, LinkSettings.NONE.alias("mine"));
        world.kernel.advance(MINUTE);

        assertThat(link(name).alias()).isEqualTo(Owner.UNNAMED.tag(network.id()));
        set(name, LinkSettings.NONE.alias("mine"));
        world.networks().delete("lan");
        world.kernel.advance(SOON);
        assertThat(root().link(name)).isEmpty();
    }

    @Test
    void restoresTheLocalRoutesOfGateways() {
        var network = create(NetworkSpec.bridge("front").withIpv6(true));
        for (var pool : network.ipam().pools()) {
            var lost = local(pool.gateway());
            root().apply(new RouteChange.Delete(lost));
            world.kernel.advance(SOON);

            assertThat(local(pool.gateway())).as("%s", pool.gateway()).isEqualTo(lost);
        }
    }

    @Test
    void restoresTheLocalRoutesOfVirtualAddresses() {
        create(
                NetworkSpec.bridge("front")
                        .withIpv6(true)
                        .withOptions(Map.of("naru.alias.virtual", "web")));
        var bridge = link(Checks.bridge(world.networks().get("front"))).index();
        for (var address : List.copyOf(root().listAddresses())) {
            boolean single = address.prefixLength() == address.address().getAddress().length * 8;
            if (address.link() == bridge && single) {
                var lost = local(address.address());
                root().apply(new RouteChange.Delete(lost));
                world.kernel.advance(MINUTE);

                assertThat(local(address.address())).isEqualTo(lost);
            }
        }
    }

    private Route local(InetAddress address) {
        return root().listRoutes().stream()
                .filter(route -> route.delivers(address))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no local route to " + address));
    }

    @Test
    void reportsRepairedNetworks() throws InterruptedException {
        var network = create(NetworkSpec.bridge("front"));
        var bridge = Checks.bridge(network);
        List<Runnable> damages =
                List.of(
                        () -> root().apply(new LinkChange.Delete(LinkRef.of(bridge))),
                        () -> set(bridge, LinkSettings.NONE.setDown()),
                        () -> root().apply(new AddressChange.Delete(gateway(network))),
                        () -> root().sysctls().write(localnet(bridge), "0"));
        for (var damage : damages) {
            assertThat(eventsAfter(damage)).containsExactly(new NetworkRepaired(network));
        }
        assertThat(eventsAfter(() -> {})).isEmpty();
    }

    private static String localnet(String bridge) {
        return "net/ipv4/conf/" + bridge + "/route_localnet";
    }

    private InterfaceAddress gateway(Network network) {
        var address = ofLiteral("172.18.0.1");
        assertThat(network.ipam().pools().getFirst().gateway()).isEqualTo(address);
        return InterfaceAddress.of(link(Checks.bridge(network)).index(), address, 16);
    }

    private List<NetworkEvent> eventsAfter(Runnable change) throws InterruptedException {
        try (var watch = world.networks().events().watch()) {
            change.run();
            world.kernel.advance(MINUTE);
            var events = new ArrayList<NetworkEvent>();
            for (var next = watch.subscription().poll(Duration.ZERO);
                    next != null;
                    next = watch.subscription().poll(Duration.ZERO)) {
                Numbered<NetworkEvent> numbered = next;
                events.add(numbered.event());
            }
            return events;
        }
    }

    private FakeNetns root() {
        return world.kernel.root();
    }

    private Link link(String name) {
        return root().link(name).orElseThrow(() -> new AssertionError("no link " + name));
    }

    private void set(String link, LinkSettings settings) {
        root().apply(new LinkChange.Set(LinkRef.of(link), settings));
    }

    private Network create(NetworkSpec spec) {
        var network = world.networks().create(spec);
        world.kernel.advance(SOON);
        return network;
    }

    /** Found by seed 530 of the simulation of 1 December 2026. */
    @Test
    void retriesDeletionOfStaleConnections() {
        leaveStaleConnection();
        world.host().faults().take();
        failAt(1);
        world.kernel.advance(SOON);
        assertThat(world.host().faults().isArmed()).isFalse();

        world.kernel.advance(MINUTE);
        assertThat(world.kernel.connections()).isEmpty();
        assertThat(world.host().faults().take())
                .filteredOn(change -> change.startsWith("conntrack"))
                .as("a failure, and its repetition")
                .hasSize(2);
    }

    private void failAt(int change) {
        world.host()
                .faults()
                .failAt(change, () -> new LinuxException(Errno.ENOMEM, "simulated", "failure"));
    }

    /** Found by seed 462 of the simulation of 1 December 2026. */
    @Test
    void completesARelayWhoseRestartFailed() {
        world.networks()
                .open(
                        SandboxSpec.of("a".repeat(64), "web", EndpointSpec.of("bridge"))
                                .withPorts(List.of(PortRequest.of(Protocol.TCP, 8080, 80))));
        world.kernel.advance(MINUTE);
        var relayed = world.kernel.relayed(World.RELAY);
        assertThat(relayed).containsOnlyKeys("tcp :: 8080");

        for (int change = 1; change <= 2; change++) { // its start, and its ports
            world.kernel.killRelays();
            failAt(change);
            world.kernel.advance(SOON);
            world.host().faults().clear();
            world.kernel.advance(MINUTE);
            assertThat(world.kernel.relayed(World.RELAY)).isEqualTo(relayed);
        }
    }

    /** Found by seed 582 of the simulation of 1 December 2026. */
    @Test
    void deletesStaleConnectionsAfterARestart() {
        leaveStaleConnection();
        world.host().faults().die();
        world.end();
        world.boot();
        world.networks().restore(_ -> true);
        world.kernel.advance(SOON);

        assertThat(world.kernel.connections()).isEmpty();
    }

    /** A stream of datagrams to a container, whose port is then closed. */
    private void leaveStaleConnection() {
        var id = "a".repeat(64);
        var port = List.of(PortRequest.of(Protocol.UDP, 8080, 53));
        var sandbox =
                world.networks()
                        .open(SandboxSpec.of(id, "web", EndpointSpec.of("bridge")).withPorts(port));
        world.kernel.enter(id, sandbox.netns());
        world.kernel.advance(SOON);
        var client = ofLiteral("192.0.2.2");
        var web = sandbox.endpoints().getFirst().ipv4().address();
        world.kernel.track(
                new Connection(
                        Protocol.UDP.number(),
                        new Tuple(client, 40_000, Traffic.HOST, 8080),
                        new Tuple(web, 53, client, 40_000),
                        new Key(new byte[0], new byte[0], new byte[0])));
        world.networks().unpublish(id, new PortSelection(Protocol.UDP, 53, null, 0));
    }
}
