package naru.network.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.network.firewall.PortAllocator.Target;
import naru.network.host.PortProbe;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class PortAllocatorTest {
    private static final InetAddress ANY = ofLiteral("0.0.0.0");
    private static final InetAddress ANY6 = ofLiteral("::");
    private static final InetAddress ONE = ofLiteral("127.0.0.1");
    private static final InetAddress TWO = ofLiteral("127.0.0.2");

    private final FakeHost host = new FakeHost();
    private final PortAllocator allocator = new PortAllocator(host, id -> "container-" + id);

    @Test
    void allowsOneNumberOnDistinctAddressesOnly() {
        allocate(fixed(8080), ONE, "a");
        allocate(fixed(8080), TWO, "b");

        assertThatThrownBy(() -> allocate(fixed(8080), ANY, "c"))
                .hasMessage(
                        "Bind for 0.0.0.0:8080 failed: port is already allocated: it is published"
                                + " by container container-a");
        assertThat(allocate(fixed(8080), ANY6, "c")).hasSize(1);
    }

    @Test
    void givesBackWhatItReleased() {
        var ports = allocate(fixed(8080), ANY, "a");
        allocator.release(ports, "a");

        assertThat(allocate(fixed(8080), ANY, "b")).hasSize(1);
    }

    private static List<PublishedPort> ofServer(int... ports) {
        return Arrays.stream(ports)
                .mapToObj(port -> new PublishedPort(Protocol.TCP, port, ANY, port))
                .toList();
    }

    @Test
    void refusesPortsOfServersOfTheHost() {
        allocator.reserve(ofServer(80), "the proxy");

        assertThatThrownBy(() -> allocate(fixed(80), ONE, "a"))
                .hasMessage(
                        "Bind for 127.0.0.1:80 failed: port is already allocated: it is used by the"
                                + " proxy");

        allocator.unreserve(ofServer(80), "the proxy");
        assertThat(allocate(fixed(80), ANY, "a")).hasSize(1);
    }

    @Test
    void claimsAllPortsOfAServerOrNone() {
        allocate(fixed(443), ONE, "a");

        assertThatThrownBy(() -> allocator.reserve(ofServer(80, 443), "the proxy"))
                .hasMessage(
                        "Bind for 0.0.0.0:443 failed: port is already allocated: it is published by"
                                + " container container-a");
        assertThat(allocate(fixed(80), ANY, "a")).hasSize(1);
    }

    @Test
    void doesNotKeepAClaimOnAPortThatTheHostHolds() {
        host.inUse.add(8080);
        assertThatThrownBy(() -> allocate(fixed(8080), ANY, "a"))
                .hasMessageStartingWith(
                        "failed to bind host port for 0.0.0.0:8080:10.0.0.2:80/tcp: address already"
                                + " in use");
        host.inUse.clear();

        assertThat(allocate(fixed(8080), ANY, "b")).hasSize(1);
    }

    @Test
    void stepsOverWhatIsTakenInARange() {
        host.inUse.add(9001);
        var range = new PortRequest(Protocol.TCP, 80, null, 9000, 9002);

        assertThat(allocate(range, ANY, "a").getFirst().hostPort()).isEqualTo(9000);
        assertThat(allocate(range, ANY, "b").getFirst().hostPort()).isEqualTo(9002);
        assertThatThrownBy(() -> allocate(range, ANY, "c")).hasMessage("all ports are allocated");
    }

    @Test
    void skipsReservedEphemeralPorts() {
        var any = new PortRequest(Protocol.TCP, 80, null, 0, 0);

        assertThat(allocate(any, ANY, "a").getFirst().hostPort()).isEqualTo(50000);
        assertThat(allocate(any, ANY, "b").getFirst().hostPort()).isEqualTo(50002);
        assertThatThrownBy(() -> allocate(any, ANY, "c")).hasMessage("all ports are allocated");
    }

    @Test
    void takesTheSameNumberInBothFamilies() {
        allocate(fixed(50000), ANY6, "a");
        var any = new PortRequest(Protocol.TCP, 80, null, 0, 0);
        var target = new Target("b", Optional.empty(), Optional.empty());

        assertThat(allocator.allocate(any, List.of(ANY, ANY6), target))
                .extracting(PublishedPort::hostPort)
                .containsExactly(50002, 50002);
    }

    private List<PublishedPort> allocate(PortRequest request, InetAddress address, String id) {
        var target = new Target(id, Optional.of(ofLiteral("10.0.0.2")), Optional.empty());
        return allocator.allocate(request, List.of(address), target);
    }

    private static PortRequest fixed(int port) {
        return PortRequest.of(Protocol.TCP, port, 80);
    }

    private static final class FakeHost implements PortProbe {
        final Set<Integer> inUse = new HashSet<>();

        @Override
        public Answer probe(Protocol protocol, InetAddress address, int port) {
            return inUse.contains(port) ? Answer.IN_USE : Answer.FREE;
        }

        @Override
        public EphemeralPorts ephemeralPorts() {
            return new EphemeralPorts(50000, 50002, Set.of(50001));
        }
    }
}
