package naru.network.reconcile;

import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.network.change.NetworkKeeper;
import naru.network.change.VirtualAddresses;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent.RulesRepaired;
import naru.network.firewall.Firewall;
import naru.network.host.Forwarding;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Namespaces;
import naru.network.host.Owner;
import naru.network.model.Sandbox;
import naru.network.record.SandboxRecord;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Compares the host with the desired state and repairs it: networks, firewall, sandboxes,
 * leftovers. For one thread at a time; changes by other threads continue, so objects being changed
 * are skipped and checked again later.
 */
public final class HostReconciler {
    private static final Logger log = System.getLogger(HostReconciler.class.getName());

    private final Host host;
    private final NetworkTable networks;
    private final NetworkKeeper keeper;
    private final SandboxTable sandboxes;
    private final SandboxRepair repair;
    private final VirtualAddresses virtuals;
    private final Firewall firewall;
    private final Forwarding forwarding;
    private final RepairQueue repairQueue;
    private final RouteTroubles troubles;
    private final Listeners listeners;
    private final Leftovers leftovers;

    public HostReconciler(
            Host host,
            NetworkTable networks,
            NetworkKeeper keeper,
            SandboxTable sandboxes,
            SandboxRepair repair,
            VirtualAddresses virtuals,
            Firewall firewall,
            Namespaces namespaces,
            Forwarding forwarding,
            RepairQueue repairQueue,
            RouteTroubles troubles,
            Listeners listeners,
            Clock clock) {
        this.host = host;
        this.networks = networks;
        this.keeper = keeper;
        this.sandboxes = sandboxes;
        this.repair = repair;
        this.virtuals = virtuals;
        this.firewall = firewall;
        this.forwarding = forwarding;
        this.repairQueue = repairQueue;
        this.troubles = troubles;
        this.listeners = listeners;
        this.leftovers = new Leftovers(host, namespaces, clock);
    }

    /**
     * At start: there are no concurrent changes, so everything that is not desired is removed at
     * once.
     */
    public synchronized void clean() {
        leftovers.removeAll(host.snapshot(), wish());
    }

    /**
     * Repairs objects that events have marked, or everything; false if it should be called again
     * soon.
     */
    public synchronized boolean repair(boolean everything) {
        if (!repairQueue.takeAll() && !everything) { // before the check, so that later events count
            return repairSuspects();
        }
        repairQueue.take();
        boolean done = false;
        try {
            done = repairAll();
            return done;
        } finally {
            if (!done) {
                repairQueue.addAll();
            }
        }
    }

    /** Checks only the sandboxes in question: a start or a stop must not cause a check of all. */
    private boolean repairSuspects() {
        boolean done = true;
        for (var id : repairQueue.take()) {
            var record = sandboxes.find(id);
            if (record.isPresent() && !repair(record.get(), host)) {
                repairQueue.add(id);
                done = false;
            }
        }
        return done;
    }

    private boolean repairAll() {
        var complete = keeper.complete();
        // The snapshot of the host may become outdated, but leftovers are compared with a desired
        // state that is read after it: a link created in between is in neither.
        var seen = host.snapshot();
        forwarding.allow();
        boolean done = keeper.repair(complete, seen);
        if (firewall.repair()) {
            listeners.record(new RulesRepaired());
        }
        done &= repairRelay();
        var now = host.snapshot(); // recreated bridges have other indexes
        troubles.look(now, host);
        done &= virtuals.repair(now);
        for (var record : sandboxes.all()) {
            done &= repair(record, now);
        }
        return done & leftovers.removeOld(seen, wish());
    }

    private boolean repairRelay() {
        try {
            firewall.repairRelay();
            return true;
        } catch (UncheckedIOException e) {
            log.log(Level.WARNING, "cannot repair the relay of published ports", e);
            return false;
        }
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

    /** Whether it is the gateway of a network, or the virtual address of an alias. */
    private boolean isWanted(Link link, InterfaceAddress address) {
        return virtuals.isWanted(link, address)
                || networks.onLink(link.name()).stream()
                        .flatMap(entry -> entry.network().ipam().pools().stream())
                        .anyMatch(pool -> address.address().equals(pool.gateway()));
    }

    private Predicate<Link> wantedLinks() {
        Set<String> ids = new HashSet<>(); // which are random, and never those of another kind
        networks.all().forEach(entry -> ids.add(entry.id().value()));
        for (var record : sandboxes.all()) {
            record.sandbox().endpoints().forEach(endpoint -> ids.add(endpoint.id().value()));
        }
        return link ->
                Owner.parse(link.alias()).map(Owner.Tag::id).filter(ids::contains).isPresent();
    }

    private Predicate<Path> wantedFiles() {
        Set<Path> files = new HashSet<>();
        sandboxes.all().stream()
                .map(SandboxRecord::sandbox)
                .map(Sandbox::netns)
                .forEach(files::add);
        return files::contains;
    }
}
