package naru.network;

import naru.linux.nft.NftEvent;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Route;
import naru.linux.route.RouteEvent;
import naru.network.driver.Driver;
import naru.network.driver.Host;
import naru.network.driver.HostView;
import naru.network.driver.Namespaces;
import naru.network.driver.Owner;
import naru.network.firewall.Firewall;
import naru.network.model.PoolConfig;
import naru.network.model.Prefix;
import naru.network.model.Sandbox;
import naru.network.reconcile.Leftovers;
import naru.network.record.SandboxRecord;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Compares the host with what should be and puts it right: networks, firewall, sandboxes,
 * leftovers. One thread at a time; changes of others go on meanwhile, so what somebody is changing
 * is left alone and looked at again.
 */
final class HostReconciler {
    private static final Logger log = System.getLogger(HostReconciler.class.getName());

    private final Host host;
    private final NetworkTable networks;
    private final NetworkKeeper keeper;
    private final SandboxTable sandboxes;
    private final SandboxRepair repair;
    private final VirtualAddresses virtuals;
    private final Firewall firewall;
    private final List<Driver> drivers;
    private final Leftovers leftovers;
    private final Set<String> suspects = ConcurrentHashMap.newKeySet(); // container ids
    private volatile boolean allSuspect = true;
    private boolean ownTableTouched; // by the transaction whose events are arriving

    HostReconciler(
            Host host,
            NetworkTable networks,
            NetworkKeeper keeper,
            SandboxTable sandboxes,
            SandboxRepair repair,
            VirtualAddresses virtuals,
            Firewall firewall,
            Namespaces namespaces,
            Collection<Driver> drivers,
            Clock clock) {
        this.host = host;
        this.networks = networks;
        this.keeper = keeper;
        this.sandboxes = sandboxes;
        this.repair = repair;
        this.virtuals = virtuals;
        this.firewall = firewall;
        this.drivers = List.copyOf(drivers);
        this.leftovers = new Leftovers(host, namespaces, clock);
    }

    /** At start: nothing is in motion, so whatever is not wanted goes at once. */
    synchronized void clean() {
        leftovers.removeAll(host.snapshot(), wish());
    }

    /**
     * Puts right what events have made suspect, or everything; false when it should be called again
     * soon.
     */
    synchronized boolean repair(boolean everything) {
        if (!everything && !allSuspect) {
            return repairSuspects();
        }
        allSuspect = false; // before the look, so that what happens during it counts
        suspects.clear();
        boolean done = false;
        try {
            done = repairAll();
            return done;
        } finally {
            if (!done) {
                allSuspect = true;
            }
        }
    }

    /** Looks at the sandboxes in question only: a start or a stop must not cost a look at all. */
    private boolean repairSuspects() {
        boolean done = true;
        for (var id : List.copyOf(suspects)) {
            suspects.remove(id);
            var record = sandboxes.find(id);
            if (record.isPresent() && !repair(record.get(), host)) {
                suspects.add(id);
                done = false;
            }
        }
        return done;
    }

    private boolean repairAll() {
        // What is seen here may be out of date a moment later, but what is wanted is asked after
        // it:
        // a link that was made in between is in neither, and one that was wanted is in both.
        var seen = host.snapshot();
        boolean done = keeper.repair(seen);
        firewall.repair();
        var now = host.snapshot(); // bridges that came back have other numbers
        done &= virtuals.repair(now);
        for (var record : sandboxes.all()) {
            done &= repair(record, now);
        }
        return done & leftovers.removeOld(seen, wish());
    }

    private boolean repair(SandboxRecord record, HostView seen) {
        try {
            return repair.repair(record.sandbox().containerId(), seen, host);
        } catch (RuntimeException e) {
            log.log(
                    Level.WARNING,
                    "cannot repair the network of container " + record.sandbox().containerName(),
                    e);
            return false;
        }
    }

    private Leftovers.Wish wish() {
        return new Leftovers.Wish(wantedLinks(), this::isWanted, wantedFiles());
    }

    /** Whether a network has its gateway there. */
    private boolean isWanted(Link link, InterfaceAddress address) {
        return poolsOn(link).anyMatch(pool -> address.address().equals(pool.gateway()));
    }

    /** Of the networks that a link is the bridge of. */
    private Stream<PoolConfig> poolsOn(Link link) {
        return networks.all().stream()
                .filter(entry -> entry.planned().exclusive().equals(link.name()))
                .flatMap(entry -> entry.network().ipam().pools().stream());
    }

    private Predicate<Link> wantedLinks() {
        Set<String> tags = new HashSet<>();
        networks.all().forEach(entry -> tags.add(Owner.tag(entry.id())));
        for (var record : sandboxes.all()) {
            record.sandbox().endpoints().forEach(endpoint -> tags.add(Owner.tag(endpoint.id())));
        }
        return link -> tags.contains(link.alias());
    }

    private Predicate<Path> wantedFiles() {
        Set<Path> files = new HashSet<>();
        sandboxes.all().stream()
                .map(SandboxRecord::sandbox)
                .map(Sandbox::netns)
                .forEach(files::add);
        return files::contains;
    }

    /** Whether a change to links or addresses may have broken something of ours. */
    boolean matters(RouteEvent event) {
        boolean concernsADriver = false;
        for (var driver : drivers) {
            concernsADriver |= driver.matters(event);
        }
        return isOurs(event) | (concernsADriver && suspectAll());
    }

    private boolean isOurs(RouteEvent event) {
        return switch (event) {
            case RouteEvent.LinkGone(var link) -> suspect(link);
            case RouteEvent.LinkIs(var link) -> !isWell(link) && suspect(link);
            case RouteEvent.AddressGone(var address) ->
                    !address.address().isLinkLocalAddress() && suspectAll();
            case RouteEvent.RouteGone(var route) -> leadsToOurs(route) && suspectAll();
            case RouteEvent.RouteIs(var route) ->
                    leadsToOurs(route) && leadsElsewhere(route) && suspectAll();
            case RouteEvent.QdiscChanged(int link) ->
                    host.route()
                            .link(link)
                            .filter(this::isEndpoint)
                            .filter(this::suspect)
                            .isPresent();
            case RouteEvent.Lost() -> suspectAll();
            default -> false;
        };
    }

    /**
     * It may be our own doing, too: who changed a link cannot be seen. Whoever attaches or detaches
     * an endpoint right now sees to it.
     */
    private boolean suspect(Link link) {
        var endpoint = Owner.endpoint(link.alias());
        if (endpoint.isPresent()) {
            var sandbox = sandboxes.standing(endpoint.get());
            sandbox.ifPresent(s -> suspects.add(s.containerId()));
            return sandbox.isPresent();
        }
        return networks.all().stream()
                        .map(entry -> Owner.tag(entry.id()))
                        .anyMatch(link.alias()::equals)
                && suspectAll();
    }

    private boolean isEndpoint(Link link) {
        return Owner.endpoint(link.alias()).isPresent();
    }

    /** Asks the next repair to look at everything. */
    boolean suspectAll() {
        allSuspect = true;
        return true;
    }

    private boolean leadsToOurs(Route route) {
        return route.table() == Route.RT_TABLE_MAIN
                && networks.all().stream()
                        .flatMap(entry -> entry.network().ipam().pools().stream())
                        .anyMatch(pool -> leadsTo(route, pool.subnet().masked()));
    }

    /** Whether it may have taken the place of the route into a bridge. */
    private boolean leadsElsewhere(Route route) {
        return host.route().link(route.link()).stream()
                .flatMap(this::poolsOn)
                .noneMatch(pool -> leadsTo(route, pool.subnet().masked()));
    }

    private static boolean leadsTo(Route route, Prefix subnet) {
        return route.leadsTo(subnet.address(), subnet.length());
    }

    private static boolean isWell(Link link) {
        return link.up() && (!link.kind().equals("veth") || link.master() != 0);
    }

    /** Whether a file that has gone, or any file of the directory, was that of an open sandbox. */
    boolean matters(Path gone) {
        boolean any = false;
        for (var sandbox : sandboxes.open()) {
            if (sandbox.netns().equals(gone) || gone.equals(sandbox.netns().getParent())) {
                any |= suspects.add(sandbox.containerId());
            }
        }
        return any;
    }

    /** Whether somebody else has changed our table. */
    boolean matters(NftEvent event) {
        return switch (event) {
            case NftEvent.Changed(var table, var _) -> {
                ownTableTouched |= firewall.owns(table);
                yield false;
            }
            case NftEvent.Committed committed -> {
                boolean foreign = ownTableTouched && committed.port() != host.nft().port();
                ownTableTouched = false;
                yield foreign && suspectAll();
            }
            case NftEvent.Lost() -> suspectAll();
        };
    }
}
