package naru.network;

import naru.network.driver.PlannedNetwork;
import naru.network.firewall.Mapping;
import naru.network.firewall.PortAllocator;
import naru.network.model.Endpoint;
import naru.network.model.GatewayMode;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;
import naru.network.model.PortRequest;
import naru.network.model.Prefix;
import naru.network.model.PublishedPort;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides which host ports lead to a container, and claims them. Where nothing is translated, a
 * port is published without one. Any thread.
 */
record PortPlanner(PortAllocator allocator, Function<NetworkId, PlannedNetwork> networks) {
    private static final InetAddress ANY4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY6 = InetAddress.ofLiteral("::");

    /**
     * Claims a host port for each request, fixed ones first, in the order of the requests. {@code
     * rollback} gives them back.
     */
    List<PublishedPort> plan(
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

    /** Those of the ways out to which a port of the host can lead. */
    private Gateways leading(Gateways gateways) {
        return new Gateways(
                gateways.ipv4().filter(this::publishes), gateways.ipv6().filter(this::publishes));
    }

    private boolean publishes(Endpoint endpoint) {
        return networks.apply(endpoint.networkId()).publishes();
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
    record Place(InetAddress address, boolean straight) {
        boolean has(PublishedPort port) {
            return port.hostAddress().equals(address) && port.isStraight() == straight;
        }
    }

    /** The places of a request, those of IPv4 first. */
    List<Place> places(PortRequest request, Gateways gateways) {
        var leading = leading(gateways);
        var places = new ArrayList<Place>();
        for (var address : addresses(request, leading)) {
            boolean ipv6 = !(address instanceof Inet4Address);
            if (translates(leading, ipv6)) {
                places.add(new Place(address, false));
            } else if (!address.isLoopbackAddress()) {
                places.add(new Place(ipv6 ? ANY6 : ANY4, true));
            }
        }
        return places;
    }

    /** Claims one host port at all of {@code places}. */
    List<PublishedPort> allocate(
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
        return ports;
    }

    private boolean translates(Gateways gateways, boolean ipv6) {
        return gateways.of(ipv6)
                .map(endpoint -> networks.apply(endpoint.networkId()).gatewayMode(ipv6))
                .filter(GatewayMode::translates)
                .isPresent();
    }

    static PortAllocator.Target target(
            String containerId, Gateways gateways, List<PublishedPort> leaving) {
        return new PortAllocator.Target(
                containerId,
                gateways.ipv4().map(Endpoint::ipv4).map(Prefix::address),
                gateways.ipv6().map(Endpoint::ipv6).map(Prefix::address),
                leaving);
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

    /** Where a port is bound: only in families in which the container can be reached. */
    private List<InetAddress> addresses(PortRequest request, Gateways gateways) {
        var addresses = new ArrayList<InetAddress>();
        var usual =
                gateways.ipv4()
                        .or(gateways::ipv6)
                        .map(e -> networks.apply(e.networkId()).bindAddress());
        var wanted = Optional.ofNullable(request.hostAddress()).or(() -> usual).orElse(ANY4);
        boolean everywhere = request.hostAddress() == null && wanted.equals(ANY4);
        if (wanted instanceof Inet4Address && gateways.ipv4().isPresent()) {
            addresses.add(wanted);
        }
        if (gateways.ipv6().isPresent()) {
            if (everywhere) {
                addresses.add(ANY6);
            } else if (!(wanted instanceof Inet4Address)) {
                addresses.add(wanted);
            }
        }
        return addresses;
    }

    /** Where published ports lead. */
    static List<Mapping> mappings(List<PublishedPort> ports, Gateways gateways) {
        var mappings = new ArrayList<Mapping>();
        for (var port : ports) {
            boolean ipv4 = port.hostAddress() instanceof Inet4Address;
            var target =
                    ipv4
                            ? gateways.ipv4().map(Endpoint::ipv4)
                            : gateways.ipv6().map(Endpoint::ipv6);
            target.filter(_ -> !port.isStraight())
                    .ifPresent(prefix -> mappings.add(new Mapping(port, prefix.address())));
        }
        return mappings;
    }
}
