package naru.network;

import naru.linux.nft.NftEvent;
import naru.linux.route.Link;
import naru.linux.route.RouteEvent;
import naru.network.driver.Host;
import naru.network.driver.Namespaces;
import naru.network.driver.Owner;
import naru.network.firewall.Firewall;
import naru.network.model.Sandbox;
import naru.network.reconcile.Leftovers;
import naru.network.record.SandboxRecord;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

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
    private final Sandboxes changes;
    private final Firewall firewall;
    private final Leftovers leftovers;
    private boolean ownTableTouched; // by the transaction whose events are arriving

    HostReconciler(
            Host host,
            NetworkTable networks,
            NetworkKeeper keeper,
            SandboxTable sandboxes,
            Sandboxes changes,
            Firewall firewall,
            Namespaces namespaces,
            Clock clock) {
        this.host = host;
        this.networks = networks;
        this.keeper = keeper;
        this.sandboxes = sandboxes;
        this.changes = changes;
        this.firewall = firewall;
        this.leftovers = new Leftovers(host, namespaces, clock);
    }

    /** At start: nothing is in motion, so whatever is not wanted goes at once. */
    synchronized void clean() {
        leftovers.removeAll(host.snapshot(), wantedLinks(), wantedFiles());
    }

    /** Puts everything right; false when it should be called again soon. */
    synchronized boolean repair() {
        // What is seen here may be out of date a moment later, but what is wanted is asked after
        // it:
        // a link that was made in between is in neither, and one that was wanted is in both.
        var seen = host.snapshot();
        boolean done = keeper.repair(seen);
        firewall.repair();
        var now = host.snapshot(); // bridges that came back have other numbers
        for (var record : sandboxes.all()) {
            done &= repair(record, now);
        }
        return done & leftovers.removeOld(seen, wantedLinks(), wantedFiles());
    }

    private boolean repair(SandboxRecord record, Host.Snapshot seen) {
        try {
            return changes.repair(record.sandbox().containerId(), seen, host);
        } catch (RuntimeException e) {
            log.log(
                    Level.WARNING,
                    "cannot repair the network of container " + record.sandbox().containerName(),
                    e);
            return false;
        }
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
        return switch (event) {
            case RouteEvent.LinkGone(var link) -> isWanted(link);
            case RouteEvent.LinkIs(var link) -> !isWell(link) && isWanted(link);
            case RouteEvent.AddressGone(var address) -> !address.address().isLinkLocalAddress();
            case RouteEvent.Lost() -> true;
            default -> false;
        };
    }

    private boolean isWanted(Link link) {
        var attached = Owner.endpoint(link.alias()).flatMap(sandboxes::endpoint);
        return attached.isPresent()
                ? !isBeingChanged(attached.get().sandbox())
                : networks.all().stream()
                        .map(entry -> Owner.tag(entry.id()))
                        .anyMatch(link.alias()::equals);
    }

    /** While we change a sandbox, what the kernel says of its links is our own doing. */
    private boolean isBeingChanged(Sandbox sandbox) {
        return sandboxes.lock(sandbox.containerId()).isLocked();
    }

    private static boolean isWell(Link link) {
        return link.up() && (link.kind().equals("bridge") || link.master() != 0);
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
                yield foreign;
            }
            case NftEvent.Lost() -> true;
        };
    }
}
