package naru.network.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.linux.address.Family;
import naru.linux.conntrack.Connection;
import naru.linux.conntrack.Connection.Key;
import naru.linux.conntrack.Connection.Tuple;
import naru.network.model.Endpoint;
import naru.network.model.Sandbox;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Connections of a client on the LAN to ports of the host, as the kernel tracks them: the first
 * packet determines where all of them go.
 */
final class Traffic {
    /** The host's address on its uplink. */
    static final InetAddress HOST = ofLiteral("192.0.2.1");

    private static final InetAddress CLIENT = ofLiteral("192.0.2.2");
    private static final List<Protocol> PROTOCOLS = List.of(Protocol.TCP, Protocol.UDP);

    private final World world;

    Traffic(World world) {
        this.world = world;
    }

    /** Sends the first packet to a port between 8080 and 8083; returns a line about it. */
    String connect(Random random) {
        var protocol = PROTOCOLS.get(random.nextInt(PROTOCOLS.size()));
        int port = 8080 + random.nextInt(4);
        int from = 40_000 + random.nextInt(1000);
        var to = target(protocol, port).orElse(new Target(HOST, port));
        world.kernel.track(
                new Connection(
                        protocol.number(),
                        new Tuple(CLIENT, from, HOST, port),
                        new Tuple(to.address, to.port, CLIENT, from),
                        new Key(
                                ByteBuffer.allocate(4).putInt(from).array(),
                                new byte[0],
                                new byte[0])));
        return "a client connects to %d/%s, which is %s:%d"
                .formatted(port, protocol.text(), to.address.getHostAddress(), to.port);
    }

    private record Target(InetAddress address, int port) {}

    /** Where the rules translate a port of the host to; empty if they do not. */
    private Optional<Target> target(Protocol protocol, int port) {
        for (var sandbox : world.networks().sandboxes()) {
            for (var published : sandbox.ports()) {
                if (isAt(published, protocol, port)) {
                    return leading(world, sandbox, Family.IPV4)
                            .map(Endpoint::ipv4)
                            .map(own -> new Target(own.address(), published.containerPort()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isAt(PublishedPort published, Protocol protocol, int port) {
        return !published.isStraight()
                && published.protocol() == protocol
                && published.hostPort() == port
                && published.hostAddress().getAddress().length == 4;
    }

    /**
     * The endpoint to which the kernel translates published ports of a family: that with the
     * default route, if it is on a bridge. Else the relay carries them to the other family.
     */
    static Optional<Endpoint> leading(World world, Sandbox sandbox, Family family) {
        var by = family.choose(sandbox.ipv4GatewayEndpoint(), sandbox.ipv6GatewayEndpoint());
        return sandbox.endpoints().stream()
                .filter(endpoint -> endpoint.id().equals(by) && endpoint.address(family) != null)
                .filter(endpoint ->
                        world.networks()
                                .get(endpoint.networkId().value())
                                .driver()
                                .equals("bridge"))
                .findFirst();
    }

    /**
     * No entry leads to a container whose port is closed, and no stream of datagrams bypasses a
     * port that is open; TCP recovers by itself.
     */
    void check() {
        var stale = new ArrayList<String>();
        for (var connection : world.kernel.connections()) {
            var protocol =
                    connection.protocol() == Protocol.TCP.number() ? Protocol.TCP : Protocol.UDP;
            var found = new Target(connection.reply().source(), connection.reply().sourcePort());
            var wanted = target(protocol, connection.original().targetPort());
            boolean translated = !found.address.equals(HOST);
            boolean wrong = wanted.isEmpty() ? translated : !wanted.get().equals(found);
            if (wrong && (translated || protocol == Protocol.UDP)) {
                stale.add(connection + ", not to " + wanted);
            }
        }
        assertThat(stale).as("stale connections").isEmpty();
    }
}
