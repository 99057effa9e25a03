package naru.network.change;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.network.address.Prefix;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Publishing;
import naru.network.driver.PassiveNetwork;
import naru.network.firewall.PortAllocator;
import naru.network.host.PortProbe;
import naru.network.model.DriverOptions;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.option.GatewayMode;
import naru.network.plan.Gateways;
import naru.network.plan.PortPlanner;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;
import naru.network.undo.Rollback;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class PortMoveTest {
    private static final PortRequest FIXED = new PortRequest(Protocol.TCP, 80, null, 8081, 8081);
    private static final PortRequest RANGE = new PortRequest(Protocol.TCP, 80, null, 8081, 8082);
    private static final PortRequest ANY = new PortRequest(Protocol.TCP, 80, null, 0, 0);
    private static final PortRequest NAMED =
            new PortRequest(Protocol.TCP, 80, ofLiteral("127.0.0.1"), 0, 0);

    private boolean sockets = true;
    private final PortAllocator allocator = new PortAllocator(new FreeHost(), id -> id);
    private final PortPlanner planner =
            new PortPlanner(allocator, id -> new Kind(id.value()), false);
    private final PortPlanner relaying =
            new PortPlanner(allocator, id -> new Kind(id.value()), true);

    @Test
    void moveToTheNewNetworksAddressWithTheirNumbers() {
        assertThat(moved(List.of(FIXED), "a", "b")).containsExactly("127.0.0.1:8081");
        assertThat(moved(List.of(ANY), "a", "b")).containsExactly("127.0.0.1:40001");
        assertThat(moved(List.of(ANY), "b", "a")).containsExactly("0.0.0.0:40002");
        assertThat(moved(List.of(ANY), "a", "c")).containsExactly("0.0.0.0:0");
        assertThat(moved(List.of(FIXED), "c", "a")).containsExactly("0.0.0.0:8081");
    }

    @Test
    void takeNoPortOfARequestThatNamesItsAddress() {
        assertThat(moved(List.of(ANY, NAMED), "a", "b"))
                .containsExactly("127.0.0.1:40001", "127.0.0.1:40002");
        assertThat(moved(List.of(ANY, ANY), "a", "b"))
                .containsExactly("127.0.0.1:40003", "127.0.0.1:40004");
    }

    @Test
    void takeAnotherNumberWhereTheOldOneIsTaken() {
        claim("127.0.0.1", 40001);
        claim("127.0.0.1", 8081);

        assertThat(moved(List.of(ANY), "a", "b")).containsExactly("127.0.0.1:40002");
        assertThat(moved(List.of(RANGE), "a", "b")).containsExactly("127.0.0.1:8082");
    }

    @Test
    void stayWithdrawnWhereAUserHasWithdrawnThem() {
        var before = planned(List.of(FIXED), "d");
        assertThat(before).hasSize(2);
        var left = before.subList(0, 1);

        assertThat(texts(move(List.of(FIXED), left, "d", "e"))).containsExactly("0.0.0.0:8081");
    }

    @Test
    void areThereInBothFamiliesWithTheRelay() {
        try (var rollback = new Rollback()) {
            var four = relaying.plan(List.of(FIXED), gateways("a"), "web", "web", rollback);
            var both =
                    new PortMove(relaying, "web", "web", gateways("a"), gateways("d"), rollback)
                            .plan(List.of(FIXED), four);
            var routed =
                    new PortMove(relaying, "web", "web", gateways("d"), gateways("c"), rollback)
                            .plan(List.of(FIXED), both);

            assertThat(texts(four)).containsExactly("0.0.0.0:8081", "0:0:0:0:0:0:0:0:8081");
            assertThat(PortPlanner.relayed(four, gateways("a"))).hasSize(1);
            assertThat(PortPlanner.mappings(four, gateways("a"))).hasSize(1);
            assertThat(both).isEqualTo(four);
            assertThat(PortPlanner.relayed(both, gateways("d"))).isEmpty();
            assertThat(texts(routed))
                    .as("a routed family is not relayed")
                    .containsExactly("0.0.0.0:0");
        }
    }

    @Test
    void areNotRelayedAtAnAddressThatIsNamed() {
        assertThat(texts(relayed(NAMED))).containsExactly("127.0.0.1:40001");
        var six = new PortRequest(Protocol.TCP, 80, ofLiteral("::1"), 8081, 8081);
        assertThat(texts(relayed(six))).containsExactly("0:0:0:0:0:0:0:1:8081");
    }

    @Test
    void areNotRelayedWithoutSocketsOfTheirProtocol() {
        var sctp = new PortRequest(Protocol.SCTP, 80, null, 8081, 8081);
        assertThat(texts(relayed(sctp))).containsExactly("0.0.0.0:8081", "0:0:0:0:0:0:0:0:8081");
        sockets = false;
        assertThat(texts(relayed(sctp))).containsExactly("0.0.0.0:8081");
    }

    private List<PublishedPort> relayed(PortRequest request) {
        try (var rollback = new Rollback()) {
            return relaying.plan(List.of(request), gateways("a"), "web", "web", rollback);
        }
    }

    @Test
    void leaveNothingClaimedWhenTheMoveIsUndone() {
        var before = planned(List.of(FIXED), "a");
        try (var rollback = new Rollback()) {
            mover("a", "b", rollback).plan(List.of(FIXED), before);
        }

        claim("127.0.0.2", 8083);
        allocator.release(before, "web");
        claim("127.0.0.1", 8081);
    }

    private List<String> moved(List<PortRequest> requests, String from, String to) {
        var before = planned(requests, from);
        var after = move(requests, before, from, to);
        var gone = new ArrayList<>(before);
        gone.removeAll(after);
        allocator.release(gone, "web");
        allocator.release(after, "web");
        return texts(after);
    }

    private List<PublishedPort> planned(List<PortRequest> requests, String network) {
        try (var rollback = new Rollback()) {
            var ports = planner.plan(requests, gateways(network), "web", "web", rollback);
            rollback.commit();
            return ports;
        }
    }

    private List<PublishedPort> move(
            List<PortRequest> requests, List<PublishedPort> before, String from, String to) {
        try (var rollback = new Rollback()) {
            var ports = mover(from, to, rollback).plan(requests, before);
            rollback.commit();
            return ports;
        }
    }

    private PortMove mover(String from, String to, Rollback rollback) {
        return new PortMove(planner, "web", "web", gateways(from), gateways(to), rollback);
    }

    private void claim(String address, int port) {
        var request = new PortRequest(Protocol.TCP, 80, ofLiteral(address), port, port);
        var target = new PortAllocator.Target("other", Optional.empty(), Optional.empty());
        assertThat(allocator.allocate(request, List.of(ofLiteral(address)), target)).hasSize(1);
    }

    private static List<String> texts(List<PublishedPort> ports) {
        return ports.stream()
                .map(port -> port.hostAddress().getHostAddress() + ":" + port.hostPort())
                .toList();
    }

    /** {@code d} and {@code e} have both families. */
    private static Gateways gateways(String network) {
        boolean both = network.compareTo("d") >= 0;
        return Gateways.choose(List.of(endpoint(network, both ? "fd00::1" : null)));
    }

    private static Endpoint endpoint(String network, @Nullable String ipv6Gateway) {
        return new Endpoint(
                new EndpointId(network.repeat(64)),
                new NetworkId(network.repeat(64)),
                network,
                Prefix.parse("10.0.0.2/24"),
                ipv6Gateway == null ? null : Prefix.parse("fd00::2/64"),
                ofLiteral("10.0.0.1"),
                ipv6Gateway == null ? null : ofLiteral(ipv6Gateway),
                List.of(),
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                DriverOptions.NONE,
                0);
    }

    /** Network {@code b} publishes on loopback, and {@code c} is routed. */
    private record Kind(String id) implements PassiveNetwork {
        @Override
        public Network network() {
            throw new UnsupportedOperationException();
        }

        @Override
        public NetworkTraits traits() {
            var bind = ofLiteral(id.startsWith("b") ? "127.0.0.1" : "0.0.0.0");
            var mode = id.startsWith("c") ? GatewayMode.ROUTED : GatewayMode.NAT;
            return new NetworkTraits(
                    Optional.empty(),
                    new Publishing(true, bind, mode, mode, false),
                    Integer.MAX_VALUE,
                    "",
                    true,
                    Optional.empty());
        }
    }

    private final class FreeHost implements PortProbe {
        @Override
        public boolean hasSockets(Protocol protocol) {
            return sockets;
        }

        @Override
        public Answer probe(Protocol protocol, InetAddress address, int port) {
            return Answer.FREE;
        }

        @Override
        public Optional<String> owner(Protocol protocol, InetAddress address, int port) {
            return Optional.empty();
        }

        @Override
        public EphemeralPorts ephemeralPorts() {
            return new EphemeralPorts(40001, 50000, Set.of());
        }
    }
}
