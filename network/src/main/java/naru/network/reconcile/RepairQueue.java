package naru.network.reconcile;

import naru.linux.address.Family;
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

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Objects that another process may have changed: containers, or everything, according to the
 * kernel's events. Monitor threads add entries; the reconciler drains them.
 */
public final class RepairQueue {

    private final Host host;
    private final NetworkTable networks;
    private final SandboxTable sandboxes;
    private final Firewall firewall;
    private final List<Driver> drivers;
    private final RepairBackoff backoff = new RepairBackoff();
    private final Set<String> containers = ConcurrentHashMap.newKeySet(); // ids
    private final AtomicBoolean all = new AtomicBoolean(true);
    private boolean ownTableTouched; // by the transaction whose events are arriving

    public RepairQueue(
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

    /** Requests a full check by the next repair. */
    public boolean all() {
        all.set(true);
        return true;
    }

    /** Requests a check of a container by the next repair. */
    boolean add(String containerId) {
        containers.add(containerId);
        return true;
    }

    /** Returns whether a full check was requested, and resets it. */
    boolean takeAll() {
        return all.getAndSet(false);
    }

    /** Returns the requested containers, and resets them. */
    List<String> take() {
        var taken = List.copyOf(containers);
        taken.forEach(containers::remove);
        return taken;
    }

    /** Whether a change to links or addresses may affect Naru's objects. */
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
                            .filter(RepairQueue::isEndpoint)
                            .filter(this::suspectOwner)
                            .isPresent();
            case RouteEvent.ForwardingIs(var family, int link, boolean on) ->
                    !on
                            && link == RouteEvent.ForwardingIs.EVERYWHERE
                            && backoff.allows(
                                    "forwarding of %s is off".formatted(family), host.nanoTime())
                            && all();
            case RouteEvent.Lost() -> all();
            default -> false;
        };
    }

    /**
     * Compares a link with the desired state. Endpoints being attached or detached are skipped;
     * Naru's own changes match.
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
        return backoff.allows(link.name() + " " + fault, host.nanoTime());
    }

    /**
     * Whether a port deviates from the desired state; bridge notifications do not contain all
     * settings.
     */
    private boolean isOut(Attached attached) {
        var planned = planned(attached);
        return planned.isPresent()
                && !planned.get().isAttached(attached.endpoint(), publishes(attached), host)
                && backoff.allows(
                        attached.endpoint().hostEnd() + " is no port as it should be",
                        host.nanoTime())
                && add(attached.sandbox().containerId());
    }

    /** By its tag. It may be Naru's own change, too: the notification does not name its author. */
    private boolean suspectOwner(Link link) {
        var endpoint = Owner.endpoint(link.alias());
        if (endpoint.isPresent()) {
            var sandbox = sandboxes.standing(endpoint.get());
            sandbox.ifPresent(s -> add(s.containerId()));
            return sandbox.isPresent();
        }
        return networks.all().stream().anyMatch(entry -> Owner.names(link.alias(), entry.id()))
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

    /** The local route for ::1 of a bridge. */
    private boolean leadsToLoopback(Route route) {
        return route.table() == Route.RT_TABLE_LOCAL
                && route.destination().equals(Family.IPV6.loopback())
                && host.route()
                        .link(route.link())
                        .flatMap(l -> networks.onLink(l.name()))
                        .isPresent();
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

    /** Whether a deleted file, or any file of the directory, belongs to an open sandbox. */
    public boolean matters(Path gone) {
        boolean any = false;
        for (var sandbox : sandboxes.open()) {
            if (sandbox.netns().equals(gone) || gone.equals(sandbox.netns().getParent())) {
                any |= add(sandbox.containerId());
            }
        }
        return any;
    }

    /** Whether another process has changed Naru's table. */
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
