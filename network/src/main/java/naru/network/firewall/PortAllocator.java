package naru.network.firewall;

import naru.linux.address.Family;
import naru.network.address.Addresses;
import naru.network.host.PortProbe;
import naru.network.host.PortProbe.Answer;
import naru.network.model.NaruException;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;
import naru.network.relay.Relay;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Allocates host ports that no container and no process of the host uses. Ephemeral ones are
 * allocated upward, so that a released port is not reused at once. For any thread.
 */
public final class PortAllocator {
    private static final int TRIES =
            10; // attempts for an ephemeral port that a process of the host uses

    /** Begins the owners of claims that are no containers. */
    private static final String SERVER = "server:";

    private final PortClaims claims = new PortClaims();
    private final PortProbe probe;
    private final UnaryOperator<String> containerName;
    private int lastEphemeral;

    /** {@code containerName} returns the name of a container by its id, for messages. */
    public PortAllocator(PortProbe probe, UnaryOperator<String> containerName) {
        this.probe = probe;
        this.containerName = containerName;
    }

    /**
     * The owner of an allocation.
     *
     * @param leaving ports that the container holds and will release when the new ones are in place
     */
    public record Target(
            String containerId,
            Optional<InetAddress> ipv4,
            Optional<InetAddress> ipv6,
            List<PublishedPort> leaving) {
        public Target {
            leaving = List.copyOf(leaving);
        }

        /** For a container without ports. */
        public Target(String containerId, Optional<InetAddress> ipv4, Optional<InetAddress> ipv6) {
            this(containerId, ipv4, ipv6, List.of());
        }
    }

    /**
     * Finds a host port for {@code request} that is free on all of {@code addresses}, and claims
     * it.
     *
     * @throws NaruException.HostFailure with Docker's text and the current owner
     */
    public List<PublishedPort> allocate(
            PortRequest request, List<InetAddress> addresses, Target target) {
        return request.isEphemeral()
                ? ephemeral(request, addresses, target)
                : fixed(request, addresses, target);
    }

    private List<PublishedPort> fixed(
            PortRequest request, List<InetAddress> addresses, Target target) {
        for (int port = request.firstHostPort(); port <= request.lastHostPort(); port++) {
            boolean last = port == request.lastHostPort();
            var ports = ports(request, addresses, port);
            var holder = claims.claim(ports, target.containerId(), target.leaving());
            if (holder.isPresent()) {
                if (last && request.firstHostPort() == port) {
                    throw allocated(ports, holder.get(), target);
                }
                continue;
            }
            var refused = firstRefused(ports, target);
            if (refused.isEmpty()) {
                return ports;
            }
            release(ports, target.containerId());
            if (last && request.firstHostPort() == port) {
                throw inUse(refused.get(), target);
            }
        }
        throw new NaruException.HostFailure("all ports are allocated");
    }

    private synchronized List<PublishedPort> ephemeral(
            PortRequest request, List<InetAddress> addresses, Target target) {
        var range = probe.ephemeralPorts();
        int size = range.last() - range.first() + 1;
        int tries = 0;
        for (int i = 0; i < size && tries < TRIES; i++) {
            lastEphemeral++;
            if (lastEphemeral < range.first() || lastEphemeral > range.last()) {
                lastEphemeral = range.first();
            }
            if (range.reserved().contains(lastEphemeral)) {
                continue;
            }
            var ports = ports(request, addresses, lastEphemeral);
            if (claims.claim(ports, target.containerId(), target.leaving()).isPresent()) {
                continue;
            }
            if (firstRefused(ports, target).isEmpty()) {
                return ports;
            }
            release(ports, target.containerId());
            tries++;
        }
        throw new NaruException.HostFailure("all ports are allocated");
    }

    /** Whether the host has IPv6, tested with its loopback address. */
    public boolean hasIpv6() {
        return probe.probe(Protocol.TCP, Family.IPV6.loopback(), 0) == Answer.FREE;
    }

    /** Whether a process of the host can serve a protocol. */
    public boolean hasSockets(Protocol protocol) {
        return probe.hasSockets(protocol);
    }

    /**
     * Claims ports for a server of the host, which opens them itself.
     *
     * @param server its description for messages
     * @throws NaruException.Conflict with Docker's text and the current owner
     */
    public void reserve(List<PublishedPort> ports, String server) {
        for (int i = 0; i < ports.size(); i++) {
            var holder = claims.claim(List.of(ports.get(i)), SERVER + server, List.of());
            if (holder.isPresent()) {
                unreserve(ports.subList(0, i), server);
                throw new NaruException.Conflict(text(ports.get(i), owner(holder.get())));
            }
        }
    }

    /** Releases ports that {@link #reserve} has claimed. */
    public void unreserve(List<PublishedPort> ports, String server) {
        release(ports, SERVER + server);
    }

    /** Claims a port from before a restart. */
    public void restore(List<PublishedPort> ports, String containerId) {
        var claimed = ports.stream().filter(port -> !port.isStraight()).toList();
        claims.claim(claimed, containerId, List.of());
    }

    public void release(List<PublishedPort> ports, String containerId) {
        ports.forEach(port -> claims.release(port, containerId));
    }

    private Optional<Refused> firstRefused(List<PublishedPort> ports, Target target) {
        for (var port : ports) {
            var answer = probe.probe(port.protocol(), port.hostAddress(), port.hostPort());
            if (answer != Answer.FREE && !leaves(port, answer, target)) {
                return Optional.of(new Refused(port, answer));
            }
        }
        return Optional.empty();
    }

    /** Whether the relay holds the port for the same container and is about to release it. */
    private boolean leaves(PublishedPort port, Answer answer, Target target) {
        return answer == Answer.IN_USE
                && target.leaving().stream()
                        .anyMatch(own ->
                                own.hostPort() == port.hostPort()
                                        && own.protocol() == port.protocol())
                && owner(port).startsWith(Relay.NAME);
    }

    private record Refused(PublishedPort port, Answer answer) {}

    private static List<PublishedPort> ports(
            PortRequest request, List<InetAddress> addresses, int hostPort) {
        var ports = new ArrayList<PublishedPort>();
        for (var address : addresses) {
            ports.add(
                    new PublishedPort(
                            request.protocol(), request.containerPort(), address, hostPort));
        }
        return List.copyOf(ports);
    }

    private NaruException allocated(List<PublishedPort> ports, String holder, Target target) {
        var port = ports.getFirst();
        return new NaruException.HostFailure(
                text(
                        port,
                        holder.equals(target.containerId())
                                ? "this container has it already"
                                : owner(holder)));
    }

    private String owner(String holder) {
        return holder.startsWith(SERVER)
                ? "it is used by " + holder.substring(SERVER.length())
                : "it is published by container " + containerName.apply(holder);
    }

    private static String text(PublishedPort port, String reason) {
        return "Bind for %s failed: port is already allocated: %s"
                .formatted(Addresses.withPort(port.hostAddress(), port.hostPort()), reason);
    }

    private String owner(PublishedPort port) {
        return probe.owner(port.protocol(), port.hostAddress(), port.hostPort())
                .orElse("a process of this host");
    }

    private NaruException inUse(Refused refused, Target target) {
        var port = refused.port();
        var container = Family.of(port.hostAddress()).choose(target.ipv4(), target.ipv6());
        var reason =
                refused.answer() == Answer.IN_USE
                        ? "address already in use"
                        : "cannot assign requested address";
        return new NaruException.HostFailure(
                "failed to bind host port for %s:%s/%s: %s%s"
                        .formatted(
                                Addresses.withPort(port.hostAddress(), port.hostPort()),
                                container
                                        .map(to -> Addresses.withPort(to, port.containerPort()))
                                        .orElse(""),
                                port.protocol().text(),
                                reason,
                                refused.answer() == Answer.IN_USE
                                        ? ": %s listens there".formatted(owner(port))
                                        : ": this host does not have that address"));
    }
}
