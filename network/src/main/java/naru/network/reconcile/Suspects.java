package naru.network.reconcile;

import naru.linux.nft.NftEvent;
import naru.linux.route.Link;
import naru.linux.route.Route;
import naru.linux.route.RouteEvent;
import naru.network.address.Prefix;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.driver.Driver;
import naru.network.driver.PlannedNetwork;
import naru.network.firewall.Firewall;
import naru.network.host.Host;
import naru.network.host.Owner;
import naru.network.model.Attached;
import naru.network.model.PoolConfig;
import naru.network.plan.Gateways;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * What somebody else may have broken: containers, or everything, as the kernel's events tell. The
 * threads that listen to the kernel put in, the reconciler takes out.
 */
public final class Suspects {
    private static final InetAddress LOOPBACK6 = InetAddress.ofLiteral("::1");

    private final Host host;
    private final NetworkTable networks;
    private final SandboxTable sandboxes;
    private final Firewall firewall;
    private final List<Driver> drivers;
    private final Patience patience = new Patience();
    private final Set<String> containers = ConcurrentHashMap.newKeySet(); // ids
    private final AtomicBoolean all = new AtomicBoolean(true);
    private boolean ownTableTouched; // by the transaction whose events are arriving

    public Suspects(
            Host host,
            NetworkTable networks,
            SandboxTable sandboxes,
            Firewall firewall,
            Collection<Driver> drivers) {
        this.host = host;
        this.networks = networks;
        this.sandboxes = sandboxes;
        this.firewall = firewall;
        this.drivers = List.copyOf(drivers);
    }

    /** Asks the next repair to look at everything. */
    public boolean all() {
        all.set(true);
        return true;
    }

    /** Asks the next repair to look at a container. */
    boolean add(String containerId) {
        containers.add(containerId);
        return true;
    }

    /** Whether everything is suspect; it is no more after this. */
    boolean takeAll() {
        return all.getAndSet(false);
    }

    /** The containers that are suspect; they are no more after this. */
    List<String> take() {
        var taken = List.copyOf(containers);
        taken.forEach(containers::remove);
        return taken;
    }

    /** Whether a change to links or addresses may have broken something of ours. */
    public boolean matters(RouteEvent event) {
        boolean concernsADriver = false;
        for (var driver : drivers) {
            concernsADriver |= driver.matters(event);
        }
        return isOurs(event) | (concernsADriver && all());
    }

    private boolean isOurs(RouteEvent event) {
        return switch (event) {
            case RouteEvent.LinkGone(var link) -> suspectOwner(link);
            case RouteEvent.LinkIs(var link) -> hasFault(link);
            case RouteEvent.PortIs(var port) ->
                    sandboxes.standing(port.name()).filter(this::isOut).isPresent();
            case RouteEvent.AddressGone(var address) ->
                    !address.address().isLinkLocalAddress() && all();
            case RouteEvent.RouteGone(var route) ->
                    (leadsToOurs(route) || leadsToLoopback(route) || leadsIntoOurs(route)) && all();
            case RouteEvent.RouteIs(var route) ->
                    ((leadsToOurs(route) && leadsElsewhere(route)) || leadsIntoOurs(route))
                            && all();
            case RouteEvent.QdiscChanged(int link) ->
                    host.route()
                            .link(link)
                            .filter(Suspects::isEndpoint)
                            .filter(this::suspectOwner)
                            .isPresent();
            case RouteEvent.ForwardingIs(boolean ipv6, int link, boolean on) ->
                    !on
                            && link == RouteEvent.ForwardingIs.EVERYWHERE
                            && patience.allows(
                                    "forwarding of %s is off".formatted(ipv6 ? "IPv6" : "IPv4"),
                                    host.nanoTime())
                            && all();
            case RouteEvent.Lost() -> all();
            default -> false;
        };
    }

    /**
     * Compares a link with what is wanted. Whoever attaches or detaches an endpoint right now sees
     * to it; what we did ourselves is as it should be.
     */
    private boolean hasFault(Link link) {
        var endpoint = sandboxes.standing(link.name());
        if (endpoint.isPresent()) {
            return planned(endpoint.get())
                            .flatMap(planned -> fault(planned, endpoint.get(), link))
                            .filter(fault -> isWorthIt(link, fault))
                            .isPresent()
                    && add(endpoint.get().sandbox().containerId());
        }
        var network = networks.onLink(link.name());
        if (network.isPresent()) {
            return network.get()
                            .planned()
                            .fault(link)
                            .filter(fault -> isWorthIt(link, fault))
                            .isPresent()
                    && all();
        }
        return !isWell(link) && suspectOwner(link);
    }

    private Optional<PlannedNetwork> planned(Attached attached) {
        return networks.byId(attached.endpoint().networkId()).map(NetworkEntry::planned);
    }

    private static Optional<String> fault(PlannedNetwork planned, Attached attached, Link link) {
        return planned.fault(attached.endpoint(), publishes(attached), link);
    }

    private static boolean publishes(Attached attached) {
        return Gateways.choose(attached.sandbox().endpoints())
                .publish(attached.sandbox(), attached.endpoint());
    }

    private boolean isWorthIt(Link link, String fault) {
        return patience.allows(link.name() + " " + fault, host.nanoTime());
    }

    /** Whether a port is not as it should be; its bridge does not tell all of it. */
    private boolean isOut(Attached attached) {
        var planned = planned(attached);
        return planned.isPresent()
                && !planned.get().isAttached(attached.endpoint(), publishes(attached), host)
                && patience.allows(
                        attached.endpoint().hostEnd() + " is no port as it should be",
                        host.nanoTime())
                && add(attached.sandbox().containerId());
    }

    /** By its tag. It may be our own doing, too: who changed a link cannot be seen. */
    private boolean suspectOwner(Link link) {
        var endpoint = Owner.endpoint(link.alias());
        if (endpoint.isPresent()) {
            var sandbox = sandboxes.standing(endpoint.get());
            sandbox.ifPresent(s -> add(s.containerId()));
            return sandbox.isPresent();
        }
        return networks.all().stream()
                        .map(entry -> Owner.tag(entry.id()))
                        .anyMatch(link.alias()::equals)
                && all();
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

    /** Whether it covers a part of a bridge's subnet and takes that elsewhere. */
    private boolean leadsIntoOurs(Route route) {
        var prefix = new Prefix(route.destination(), route.prefixLength());
        return route.table() == Route.RT_TABLE_MAIN
                && route.type() == Route.RTN_UNICAST
                && networks.all().stream()
                        .filter(entry -> !entry.planned().exclusive().isEmpty())
                        .flatMap(entry -> entry.network().ipam().pools().stream())
                        .anyMatch(pool ->
                                pool.subnet().contains(prefix)
                                        && pool.subnet().length() < prefix.length());
    }

    /** The way in for ::1 that a bridge has. */
    private boolean leadsToLoopback(Route route) {
        return route.table() == Route.RT_TABLE_LOCAL
                && route.destination().equals(LOOPBACK6)
                && host.route()
                        .link(route.link())
                        .flatMap(l -> networks.onLink(l.name()))
                        .isPresent();
    }

    /** Whether it may have taken the place of the route into a bridge. */
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

    /** Whether a file that has gone, or any file of the directory, was that of an open sandbox. */
    public boolean matters(Path gone) {
        boolean any = false;
        for (var sandbox : sandboxes.open()) {
            if (sandbox.netns().equals(gone) || gone.equals(sandbox.netns().getParent())) {
                any |= add(sandbox.containerId());
            }
        }
        return any;
    }

    /** Whether somebody else has changed our table. */
    public boolean matters(NftEvent event) {
        return switch (event) {
            case NftEvent.Changed(var table, var _) -> {
                ownTableTouched |= firewall.owns(table);
                yield false;
            }
            case NftEvent.Committed committed -> {
                boolean foreign = ownTableTouched && committed.port() != host.nft().port();
                ownTableTouched = false;
                yield foreign && all();
            }
            case NftEvent.Lost() -> all();
        };
    }
}
