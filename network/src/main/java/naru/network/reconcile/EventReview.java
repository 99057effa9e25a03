package naru.network.reconcile;

import naru.linux.address.Family;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Route;
import naru.linux.route.RouteEvent;
import naru.network.address.Prefix;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.host.Host;
import naru.network.host.Owner;
import naru.network.model.Attached;
import naru.network.model.PoolConfig;
import naru.network.model.Sandbox;
import naru.network.plan.Gateways;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Compares events of the kernel with the desired state: which of Naru's objects may be affected.
 * Changes nothing.
 */
record EventReview(Host host, NetworkTable networks, SandboxTable sandboxes) {
    Suspects suspects(RouteEvent event) {
        return switch (event) {
            case RouteEvent.LinkGone(var link) -> ownerOf(link);
            case RouteEvent.LinkIs(var link) -> ofLink(link);
            case RouteEvent.PortIs(var port) ->
                    sandboxes.standing(port.name()).map(this::ofPort).orElse(Suspects.NONE);
            case RouteEvent.AddressGone(var address) -> Suspects.allIf(isOurs(address));
            case RouteEvent.RouteGone(var route) ->
                    Suspects.allIf(
                            leadsToOurs(route) || isLocalOfOurs(route) || leadsIntoOurs(route));
            case RouteEvent.RouteIs(var route) ->
                    Suspects.allIf(
                            (leadsToOurs(route) && leadsElsewhere(route)) || leadsIntoOurs(route));
            case RouteEvent.QdiscChanged(int link) ->
                    host.route()
                            .link(link)
                            .filter(EventReview::isEndpoint)
                            .map(this::ownerOf)
                            .orElse(Suspects.NONE);
            case RouteEvent.ForwardingIs(var family, int link, boolean on) ->
                    Suspects.allIf(!on && link == RouteEvent.ForwardingIs.EVERYWHERE)
                            .because("forwarding of %s is off".formatted(family));
            case RouteEvent.Lost() -> Suspects.ALL;
            default -> Suspects.NONE;
        };
    }

    /** Of a deleted file, or of any file of the directory, that belongs to an open sandbox. */
    Suspects suspects(Path gone) {
        return Suspects.containers(
                sandboxes.open().stream()
                        .filter(sandbox ->
                                sandbox.netns().equals(gone)
                                        || gone.equals(sandbox.netns().getParent()))
                        .map(Sandbox::containerId)
                        .toList());
    }

    /**
     * Compares a link with the desired state. Endpoints being attached or detached are skipped;
     * Naru's own changes match.
     */
    private Suspects ofLink(Link link) {
        var endpoint = sandboxes.standing(link.name());
        if (endpoint.isPresent()) {
            var suspect = Suspects.container(endpoint.get().sandbox().containerId());
            return network(endpoint.get())
                    .flatMap(network -> fault(network, endpoint.get(), link))
                    .map(fault -> suspect.because(link.name() + " " + fault))
                    .orElse(Suspects.NONE);
        }
        var network = networks.onLink(link.name());
        if (network.isPresent()) {
            return network.get()
                    .planned()
                    .fault(link)
                    .map(fault -> Suspects.ALL.because(link.name() + " " + fault))
                    .orElse(Suspects.NONE);
        }
        return isWell(link) ? Suspects.NONE : ownerOf(link);
    }

    private Optional<NetworkEntry> network(Attached attached) {
        return networks.byId(attached.endpoint().networkId());
    }

    private static Optional<String> fault(NetworkEntry network, Attached attached, Link link) {
        return network.planned().fault(attached.endpoint(), translated(attached, network), link);
    }

    private static boolean translated(Attached attached, NetworkEntry network) {
        return Gateways.choose(attached.sandbox().endpoints())
                .translate(attached.sandbox(), attached.endpoint(), network);
    }

    /** Looks at the port itself: bridge notifications do not contain all settings. */
    private Suspects ofPort(Attached attached) {
        var endpoint = attached.endpoint();
        return network(attached)
                .filter(on -> !on.planned().isAttached(endpoint, translated(attached, on), host))
                .map(_ ->
                        Suspects.container(attached.sandbox().containerId())
                                .because(endpoint.hostEnd() + " is no port as it should be"))
                .orElse(Suspects.NONE);
    }

    /** By its tag. It may be Naru's own change, too: the notification does not name its author. */
    private Suspects ownerOf(Link link) {
        var endpoint = Owner.endpoint(link.alias());
        if (endpoint.isPresent()) {
            return sandboxes
                    .standing(endpoint.get())
                    .map(sandbox -> Suspects.container(sandbox.containerId()))
                    .orElse(Suspects.NONE);
        }
        return Suspects.allIf(
                networks.all().stream().anyMatch(entry -> Owner.names(link.alias(), entry.id())));
    }

    /**
     * Whether an address may be a gateway or a virtual address of a network, or the host's own in
     * it. If the link is gone, too, that is another event.
     */
    private boolean isOurs(InterfaceAddress address) {
        return host.route()
                .link(address.link())
                .flatMap(this::network)
                .flatMap(network -> network.pool(address.address()))
                .isPresent();
    }

    /** The network of a bridge, or of a link with its tag. */
    private Optional<NetworkEntry> network(Link link) {
        return networks.onLink(link.name())
                .or(() ->
                        networks.all().stream()
                                .filter(entry -> Owner.names(link.alias(), entry.id()))
                                .findFirst());
    }

    private static boolean isEndpoint(Link link) {
        return Owner.endpoint(link.alias()).isPresent();
    }

    private static boolean isWell(Link link) {
        return link.up() && (!link.kind().equals("veth") || link.master() != 0);
    }

    private boolean leadsToOurs(Route route) {
        return route.table() == Route.RT_TABLE_MAIN
                && networks.all().stream()
                        .flatMap(entry -> entry.network().ipam().pools().stream())
                        .anyMatch(pool -> leadsTo(route, pool.subnet().masked()));
    }

    /** Whether it redirects a part of a bridge's subnet. */
    private boolean leadsIntoOurs(Route route) {
        var prefix = new Prefix(route.destination(), route.prefixLength());
        return route.table() == Route.RT_TABLE_MAIN
                && route.type() == Route.RTN_UNICAST
                && networks.all().stream()
                        .filter(entry -> !entry.traits().exclusive().isEmpty())
                        .flatMap(entry -> entry.network().ipam().pools().stream())
                        .anyMatch(pool ->
                                pool.subnet().contains(prefix)
                                        && pool.subnet().length() < prefix.length());
    }

    /** The local routes of a bridge: for ::1, and for its own addresses. */
    private boolean isLocalOfOurs(Route route) {
        return route.table() == Route.RT_TABLE_LOCAL
                && (route.destination().equals(Family.IPV6.loopback())
                        ? host.route()
                                .link(route.link())
                                .flatMap(l -> networks.onLink(l.name()))
                                .isPresent()
                        : isGateway(route.destination()));
    }

    private boolean isGateway(InetAddress address) {
        return networks.all().stream()
                .filter(entry -> !entry.traits().exclusive().isEmpty())
                .flatMap(entry -> entry.network().ipam().pools().stream())
                .anyMatch(pool -> address.equals(pool.gateway()));
    }

    /** Whether it may have replaced the route to a bridge. */
    private boolean leadsElsewhere(Route route) {
        return host.route().link(route.link()).stream()
                .flatMap(this::poolsOn)
                .noneMatch(pool -> leadsTo(route, pool.subnet().masked()));
    }

    private Stream<PoolConfig> poolsOn(Link link) {
        return networks.onLink(link.name()).stream()
                .flatMap(entry -> entry.network().ipam().pools().stream());
    }

    private static boolean leadsTo(Route route, Prefix subnet) {
        return route.leadsTo(subnet.address(), subnet.length());
    }
}
