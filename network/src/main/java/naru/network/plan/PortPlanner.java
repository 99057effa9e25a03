package naru.network.plan;

import naru.linux.address.Family;
import naru.network.driver.NetworkTraits.Publishing;
import naru.network.driver.PlannedNetwork;
import naru.network.firewall.Mapping;
import naru.network.firewall.PortAllocator;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;
import naru.network.option.GatewayMode;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;
import naru.network.relay.Relayed;
import naru.network.undo.Rollback;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides which host ports lead to a container, and claims them. Without translation, a port is
 * published without a host port. Any thread.
 */
public record PortPlanner(
        PortAllocator allocator, Function<NetworkId, PlannedNetwork> networks, boolean relays) {
    /** As Docker lists them. */
    public static final Comparator<PublishedPort> IPV4_FIRST =
            Comparator.comparing(port -> Family.of(port.hostAddress()));

    /**
     * Claims a host port for each request, fixed ones first, in the order of the requests. {@code
     * rollback} releases them.
     */
    public List<PublishedPort> plan(
            List<PortRequest> requests,
            Gateways gateways,
            String containerId,
            String containerName,
            Rollback rollback) {
        var leading = leading(gateways);
        var byRequest = new ArrayList<List<PublishedPort>>();
        requests.forEach(_ -> byRequest.add(List.of()));
        for (boolean ephemeral : new boolean[] {false, true}) {
            for (int i = 0; i < requests.size(); i++) {
                var request = requests.get(i);
                if (request.isEphemeral() == ephemeral) {
                    var ports = allocate(request, leading, containerId, containerName);
                    rollback.add(() -> allocator.release(ports, containerId));
                    byRequest.set(i, ports);
                }
            }
        }
        return byRequest.stream().flatMap(List::stream).toList();
    }

    /** How a host port of one family leads to a container. */
    private enum Way {
        /** The kernel translates to its address of that family. */
        TRANSLATED,
        /** The relay forwards to its address of the other family. */
        RELAYED,
        /** At its own address, without a host port. */
        STRAIGHT,
        NONE
    }

    private Way way(Gateways gateways, Family family, Protocol protocol) {
        if (gateways.of(family).isPresent()) {
            return translates(gateways, family) ? Way.TRANSLATED : Way.STRAIGHT;
        }
        boolean carried =
                relays && translates(gateways, family.other()) && allocator.hasSockets(protocol);
        return carried ? Way.RELAYED : Way.NONE;
    }

    /** The gateways to which a port of the host can lead. */
    private Gateways leading(Gateways gateways) {
        return gateways.leading(this::publishes);
    }

    private boolean publishes(Endpoint endpoint) {
        return publishing(endpoint).possible();
    }

    private Publishing publishing(Endpoint endpoint) {
        return networks.apply(endpoint.networkId()).traits().publishing();
    }

    private List<PublishedPort> allocate(
            PortRequest request, Gateways gateways, String containerId, String containerName) {
        var target = target(containerId, gateways, List.of());
        return allocate(request, places(request, gateways), gateways, target, containerName);
    }

    /**
     * Where a request is published: at an address of the host, or {@code straight}, at the
     * container's own.
     */
    public record Place(InetAddress address, boolean straight) {
        public boolean has(PublishedPort port) {
            return port.hostAddress().equals(address) && port.isStraight() == straight;
        }
    }

    /** The places of a request, those of IPv4 first. */
    public List<Place> places(PortRequest request, Gateways gateways) {
        var leading = leading(gateways);
        var places = new ArrayList<Place>();
        for (var address : addresses(request, leading)) {
            var family = Family.of(address);
            if (way(leading, family, request.protocol()) != Way.STRAIGHT) {
                places.add(new Place(address, false));
            } else if (!address.isLoopbackAddress()) {
                places.add(new Place(family.any(), true));
            }
        }
        return places;
    }

    /** Claims one host port at all of {@code places}. */
    public List<PublishedPort> allocate(
            PortRequest request,
            List<Place> places,
            Gateways gateways,
            PortAllocator.Target target,
            String containerName) {
        var ports = new ArrayList<PublishedPort>();
        var addresses = places.stream().filter(p -> !p.straight()).map(Place::address).toList();
        if (!addresses.isEmpty()) {
            ports.addAll(claim(request, addresses, gateways, target, containerName));
        }
        places.stream()
                .filter(Place::straight)
                .forEach(place -> ports.add(PublishedPort.straight(request, place.address())));
        ports.sort(IPV4_FIRST);
        return ports;
    }

    private boolean translates(Gateways gateways, Family family) {
        return gateways.of(family)
                .map(endpoint -> publishing(endpoint).mode(family))
                .filter(GatewayMode::translates)
                .isPresent();
    }

    public static PortAllocator.Target target(
            String containerId, Gateways gateways, List<PublishedPort> leaving) {
        return new PortAllocator.Target(
                containerId, gateways.address(Family.IPV4), gateways.address(Family.IPV6), leaving);
    }

    private List<PublishedPort> claim(
            PortRequest request,
            List<InetAddress> addresses,
            Gateways gateways,
            PortAllocator.Target target,
            String containerName) {
        try {
            return allocator.allocate(request, addresses, target);
        } catch (NaruException.HostFailure e) {
            var endpoint = gateways.ipv4().or(gateways::ipv6).orElseThrow();
            throw new NaruException.HostFailure(
                    "driver failed programming external connectivity on endpoint %s (%s): %s"
                            .formatted(containerName, endpoint.id(), e.getMessage()),
                    e);
        }
    }

    /** The addresses of a port: only in families in which the container can be reached. */
    private List<InetAddress> addresses(PortRequest request, Gateways gateways) {
        var protocol = request.protocol();
        var addresses = new ArrayList<InetAddress>();
        var usual =
                gateways.ipv4()
                        .or(gateways::ipv6)
                        .map(endpoint -> publishing(endpoint).bindAddress());
        var wanted =
                Optional.ofNullable(request.hostAddress())
                        .or(() -> usual)
                        .orElse(Family.IPV4.any());
        boolean everywhere = request.hostAddress() == null && wanted.equals(Family.IPV4.any());
        boolean ipv4 = Family.of(wanted) == Family.IPV4;
        if (ipv4 && way(gateways, Family.IPV4, protocol) != Way.NONE) {
            addresses.add(wanted);
        }
        var way6 = way(gateways, Family.IPV6, protocol);
        if (everywhere) {
            // As in Docker, without a family that the host has disabled.
            if (way6 == Way.RELAYED ? allocator.hasIpv6() : way6 != Way.NONE) {
                addresses.add(Family.IPV6.any());
            }
        } else if (!ipv4 && way6 != Way.NONE) {
            addresses.add(wanted);
        }
        return addresses;
    }

    /** Ports that lead to an address of the other family, for lack of one of their own. */
    public static List<Relayed> relayed(List<PublishedPort> ports, Gateways gateways) {
        var relayed = new ArrayList<Relayed>();
        for (var port : ports) {
            var family = Family.of(port.hostAddress());
            if (!port.isStraight() && gateways.of(family).isEmpty()) {
                gateways.address(family.other())
                        .ifPresent(target -> relayed.add(new Relayed(port, target)));
            }
        }
        return relayed;
    }

    /** The targets of published ports that the kernel translates. */
    public static List<Mapping> mappings(List<PublishedPort> ports, Gateways gateways) {
        var mappings = new ArrayList<Mapping>();
        for (var port : ports) {
            gateways.address(Family.of(port.hostAddress()))
                    .filter(_ -> !port.isStraight())
                    .ifPresent(target -> mappings.add(new Mapping(port, target)));
        }
        return mappings;
    }
}
