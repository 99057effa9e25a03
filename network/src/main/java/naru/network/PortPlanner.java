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
        var ports = new ArrayList<PublishedPort>();
        var addresses = new ArrayList<InetAddress>();
        for (var address : addresses(request, gateways)) {
            boolean ipv6 = !(address instanceof Inet4Address);
            if (translates(gateways, ipv6)) {
                addresses.add(address);
            } else if (!address.isLoopbackAddress()) {
                ports.add(PublishedPort.straight(request, ipv6 ? ANY6 : ANY4));
            }
        }
        if (!addresses.isEmpty()) {
            ports.addAll(0, claim(request, addresses, gateways, containerId, containerName));
        }
        return ports;
    }

    private boolean translates(Gateways gateways, boolean ipv6) {
        return gateways.of(ipv6)
                .map(endpoint -> networks.apply(endpoint.networkId()).gatewayMode(ipv6))
                .filter(GatewayMode::translates)
                .isPresent();
    }

    /**
     * The ports when the ways out have changed: those that can stay do, and a family of which none
     * does gets what was asked for, with the numbers of the other one.
     */
    List<PublishedPort> planAgain(
            List<PortRequest> requests,
            List<PublishedPort> before,
            Gateways gateways,
            String containerId,
            String containerName,
            Rollback rollback) {
        var kept = before.stream().filter(port -> fits(port, gateways)).toList();
        if (kept.isEmpty()) {
            return plan(requests, gateways, containerId, containerName, rollback);
        }
        var pinned = requests.stream().map(request -> pin(request, kept)).toList();
        var all = new ArrayList<>(kept);
        for (boolean ipv6 : new boolean[] {false, true}) {
            boolean there = kept.stream().anyMatch(port -> isIpv6(port) == ipv6);
            if (!there && gateways.of(ipv6).isPresent()) {
                var only = gateways.only(ipv6);
                all.addAll(plan(pinned, only, containerId, containerName, rollback));
            }
        }
        return all;
    }

    /** What was free to choose has been chosen. */
    private static PortRequest pin(PortRequest request, List<PublishedPort> kept) {
        return kept.stream()
                .filter(port -> !port.isStraight() && port.protocol() == request.protocol())
                .filter(port -> port.containerPort() == request.containerPort())
                .filter(port -> mayBe(request, port.hostPort()))
                .findFirst()
                .map(port ->
                        new PortRequest(
                                request.protocol(),
                                request.containerPort(),
                                request.hostAddress(),
                                port.hostPort(),
                                port.hostPort()))
                .orElse(request);
    }

    private static boolean mayBe(PortRequest request, int hostPort) {
        boolean within = request.firstHostPort() <= hostPort && hostPort <= request.lastHostPort();
        return request.isEphemeral() || within;
    }

    private static boolean isIpv6(PublishedPort port) {
        return !(port.hostAddress() instanceof Inet4Address);
    }

    /** Whether a port that is published may stay as it is when the ways out are these. */
    boolean fits(PublishedPort port, Gateways gateways) {
        boolean ipv6 = !(port.hostAddress() instanceof Inet4Address);
        return leading(gateways).of(ipv6).isPresent()
                && translates(gateways, ipv6) != port.isStraight();
    }

    private List<PublishedPort> claim(
            PortRequest request,
            List<InetAddress> addresses,
            Gateways gateways,
            String containerId,
            String containerName) {
        var target =
                new PortAllocator.Target(
                        containerId,
                        gateways.ipv4().map(Endpoint::ipv4).map(Prefix::address),
                        gateways.ipv6().map(Endpoint::ipv6).map(Prefix::address));
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
