package naru.network.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.linux.address.Family;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.network.fake.Death;
import naru.network.journal.MemoryJournal;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;
import naru.network.model.NetworkSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Changes that fail, or that die half-way, found by {@link SimulationTest}. */
class InterruptedChangesTest {
    private static final Duration MINUTE = Duration.ofSeconds(66);
    private static final String WEB = "a".repeat(64);
    private static final int PORT = 8083;

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
        world.networks().restore(world.running::contains);
    }

    @AfterEach
    void end() {
        world.end();
    }

    @Test
    void changesNothingByADetachmentThatIsRefused() {
        openOnRoutedNetwork(port(80), port(81)); // on one port of the host
        world.kernel.advance(MINUTE);
        var before = sandbox();

        assertThatThrownBy(() -> world.networks().detach(WEB, routed()))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessageContaining("port is already allocated");
        world.kernel.advance(MINUTE);
        assertThat(sandbox()).isEqualTo(before);
        assertNothingIsRepaired();
    }

    @Test
    void withdrawsPortsThatWereTakenDuringADetachment() {
        openOnRoutedNetwork(port(80));
        var routed = routed();
        world.host().faults().dieAt(2); // after the intention
        assertThatThrownBy(() -> world.networks().detach(WEB, routed)).isInstanceOf(Death.class);
        end();
        world.kernel.listen(Protocol.TCP, Family.IPV4.any(), PORT);
        start();
        world.kernel.advance(MINUTE);

        assertThat(sandbox().endpoint(routed)).isEmpty();
        assertThat(sandbox().ports()).isEmpty();
        assertNothingIsRepaired();
    }

    @Test
    void completesADetachmentWhereAnotherProcessHasDeletedALink() {
        openOnRoutedNetwork(port(80));
        var routed = routed();
        var other = sandbox().endpoint(world.networks().get("b").id()).orElseThrow();
        world.host().faults().dieAt(2);
        assertThatThrownBy(() -> world.networks().detach(WEB, routed)).isInstanceOf(Death.class);
        end();
        world.kernel.root().apply(new LinkChange.Delete(LinkRef.of(other.hostEnd())));
        start();
        world.kernel.advance(MINUTE);

        assertThat(sandbox().endpoint(routed)).isEmpty();
        assertThat(world.kernel.root().link(other.hostEnd())).isPresent();
        assertNothingIsRepaired();
    }

    /** Of both of its aliases, whichever step fails. */
    @Test
    void removesAMemberAlthoughAStepFails() {
        for (int change = 1; change < 12; change++) {
            end();
            world = world();
            start();
            world.networks().create(NetworkSpec.bridge("a").withOptions(aliases("web,api")));
            open("b", WEB.replace('a', 'b'));
            var address = open("a", WEB).endpoints().getFirst().ipv4().address().getHostAddress();
            assertThat(balanced()).anyMatch(element -> element.endsWith(" " + address));
            world.running.remove(WEB);
            world.kernel.exit(WEB);
            failAt(change);
            try {
                world.networks().close(WEB);
            } catch (LinuxException | NaruException expected) {
                // a step has failed
            }
            world.host().faults().clear();
            world.kernel.advance(MINUTE);

            assertThat(balanced())
                    .as("change %d", change)
                    .isNotEmpty()
                    .noneMatch(element -> element.endsWith(" " + address));
        }
    }

    private static Map<String, String> aliases(String virtual) {
        return Map.of("naru.alias.virtual", virtual);
    }

    private Sandbox open(String name, String id) {
        var endpoint =
                new EndpointSpec(
                        "a",
                        null,
                        null,
                        List.of(),
                        null,
                        List.of("web", "api"),
                        List.of(),
                        Map.of(),
                        0);
        var sandbox = world.networks().open(SandboxSpec.of(id, name, endpoint));
        world.kernel.enter(id, sandbox.netns());
        world.running.add(id);
        return sandbox;
    }

    /** The elements of the map that distributes connections. */
    private List<String> balanced() {
        var nft = world.kernel.root().nft();
        return nft.tables().stream()
                .flatMap(table -> nft.sets(table).stream())
                .filter(set -> set.name().equals("balanced4"))
                .flatMap(set -> nft.elements(set).stream())
                .map(Object::toString)
                .toList();
    }

    private void failAt(int change) {
        world.host()
                .faults()
                .failAt(change, () -> new LinuxException(Errno.ENOMEM, "simulated", "failure"));
    }

    private void openOnRoutedNetwork(PortRequest... ports) {
        var routed = Map.of("com.docker.network.bridge.gateway_mode_ipv4", "routed");
        world.networks().create(NetworkSpec.bridge("a").withOptions(routed));
        world.networks().create(NetworkSpec.bridge("b"));
        var spec = SandboxSpec.of(WEB, "web", EndpointSpec.of("a"));
        world.networks().open(spec.withPorts(List.of(ports)));
        world.networks().attach(WEB, EndpointSpec.of("b"));
        assertThat(sandbox().ipv4GatewayEndpoint())
                .isEqualTo(sandbox().endpoint(routed()).orElseThrow().id());
        world.kernel.enter(WEB, sandbox().netns());
        world.running.add(WEB);
    }

    private static PortRequest port(int container) {
        return PortRequest.of(Protocol.TCP, PORT, container);
    }

    private NetworkId routed() {
        return world.networks().get("a").id();
    }

    private Sandbox sandbox() {
        return world.networks().sandbox(WEB).orElseThrow();
    }

    private void assertNothingIsRepaired() {
        world.host().faults().take();
        world.networks().reconcile();
        assertThat(world.host().faults().take()).isEmpty();
    }

    /** At each change of a start, which creates a network and its virtual address, in turn. */
    @Test
    void addsVirtualAddressesThatFailedAtTheStart() {
        boolean failed = true;
        for (int change = 1; failed; change++) {
            end();
            world = world();
            start();
            world.host().faults().dieAt(2); // with the network in the journal only
            var spec = NetworkSpec.bridge("front").withOptions(Map.of("naru.alias.virtual", "web"));
            assertThatThrownBy(() -> world.networks().create(spec)).isInstanceOf(Death.class);
            end();
            failed = startsWithFailureAt(change);
            world.kernel.advance(MINUTE);

            var bridge = Checks.bridge(world.networks().get("front"));
            assertThat(virtual(bridge)).as("change %d", change).hasSize(1);
        }
    }

    /** False if the start has fewer changes. */
    private boolean startsWithFailureAt(int change) {
        world.boot();
        failAt(change);
        boolean failed = true;
        try {
            world.networks().restore(world.running::contains);
            failed = !world.host().faults().isArmed();
        } catch (LinuxException | NaruException e) {
            end();
            start();
        }
        world.host().faults().clear();
        return failed;
    }

    private List<InterfaceAddress> virtual(String bridge) {
        int index = world.kernel.root().link(bridge).orElseThrow().index();
        return world.kernel.root().listAddresses().stream()
                .filter(address -> address.link() == index && address.prefixLength() == 32)
                .toList();
    }
}
