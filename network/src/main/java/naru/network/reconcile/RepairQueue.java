package naru.network.reconcile;

import naru.linux.nft.NftEvent;
import naru.linux.route.RouteEvent;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.driver.Driver;
import naru.network.firewall.Firewall;
import naru.network.host.Host;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Objects that another process may have changed: containers, or everything, according to the
 * kernel's events. Monitor threads report events; the reconciler takes the objects.
 */
public final class RepairQueue {
    private final Host host;
    private final Firewall firewall;
    private final List<Driver> drivers;
    private final EventReview review;
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
        this.firewall = firewall;
        this.drivers = List.copyOf(drivers);
        review = new EventReview(host, networks, sandboxes);
    }

    /** Requests a full check by the next repair. */
    public void addAll() {
        all.set(true);
    }

    /** Requests a check of a container by the next repair. */
    void add(String containerId) {
        containers.add(containerId);
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

    /** Adds the objects that a change to links, addresses or routes concerns, if any. */
    public boolean add(RouteEvent event) {
        boolean concernsDriver = false;
        for (var driver : drivers) {
            concernsDriver |= driver.note(event);
        }
        return add(review.suspects(event)) | add(Suspects.allIf(concernsDriver));
    }

    /** Adds the sandboxes that a deleted file or directory concerns, if any. */
    public boolean add(Path gone) {
        return add(review.suspects(gone));
    }

    /** Adds everything at the end of a transaction of another process in Naru's tables. */
    public boolean add(NftEvent event) {
        return switch (event) {
            case NftEvent.Changed(var table, var _) -> {
                ownTableTouched |= firewall.owns(table);
                yield false;
            }
            case NftEvent.Committed committed -> {
                boolean foreign = ownTableTouched && committed.port() != host.nft().port();
                ownTableTouched = false;
                yield add(Suspects.allIf(foreign));
            }
            case NftEvent.Lost() -> add(Suspects.ALL);
        };
    }

    /** Returns whether anything was added: a fault that keeps recurring is not. */
    private boolean add(Suspects suspects) {
        var fault = suspects.fault();
        if (suspects.isEmpty() || (fault != null && !backoff.allows(fault, host.nanoTime()))) {
            return false;
        }
        containers.addAll(suspects.containers());
        if (suspects.everything()) {
            addAll();
        }
        return true;
    }
}
