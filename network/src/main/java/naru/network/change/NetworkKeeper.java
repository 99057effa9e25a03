package naru.network.change;

import naru.network.desired.LastLeases;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent.NetworkDeleted;
import naru.network.event.NetworkEvent.NetworkRepaired;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.journal.Change;
import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.model.Attached;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.NetworkSpec;
import naru.network.plan.ConfigNetworks;
import naru.network.plan.Ids;
import naru.network.plan.NetworkPlanner;
import naru.network.pool.AddressSpace;
import naru.network.record.NetworkRecord;
import naru.network.record.Records;
import naru.network.shared.SharedNetworks;
import naru.network.undo.Rollback;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Creates and deletes networks. For any thread; kernel changes of different networks run
 * concurrently.
 */
public final class NetworkKeeper {
    private static final Logger log = System.getLogger(NetworkKeeper.class.getName());

    private final NetworkTable table;
    private final SandboxTable sandboxes;
    private final NetworkPlanner planner;
    private final AddressSpace space;
    private final Host host;
    private final Journal journal;
    private final Records records;
    private final Listeners listeners;
    private final Ids ids;
    private final SharedNetworks shared;
    private final ReentrantLock planning =
            new ReentrantLock(); // guards space; names are unique under it

    public NetworkKeeper(
            NetworkTable table,
            SandboxTable sandboxes,
            NetworkPlanner planner,
            AddressSpace space,
            Host host,
            Journal journal,
            Records records,
            Listeners listeners,
            Ids ids,
            SharedNetworks shared) {
        this.table = table;
        this.sandboxes = sandboxes;
        this.planner = planner;
        this.space = space;
        this.host = host;
        this.journal = journal;
        this.records = records;
        this.listeners = listeners;
        this.ids = ids;
        this.shared = shared;
    }

    public Network create(NetworkSpec spec) {
        planner.checkSpec(spec);
        return planner.isShared(spec)
                ? shared.create(existing -> planner.define(spec, existing))
                : make(spec, ids.network());
    }

    private Network make(NetworkSpec spec, NetworkId id) {
        var entry = plan(spec, id);
        try {
            carryOut(entry);
            return entry.network();
        } finally {
            entry.lock().writeLock().unlock();
        }
    }

    /**
     * Claims name and pools. The entry is returned locked, so that no endpoint is attached before
     * it is complete.
     */
    private NetworkEntry plan(NetworkSpec spec, NetworkId id) {
        planning.lock();
        try {
            var entry = planner.plan(spec, id);
            entry.lock().writeLock().lock();
            claim(entry);
            return entry;
        } finally {
            planning.unlock();
        }
    }

    private void carryOut(NetworkEntry entry) {
        var network = entry.network();
        try (var rollback = new Rollback()) {
            rollback.add(() -> forget(network.id()));
            rollback.add(() -> journal.remove(key(network.id()), Durability.POWER));
            journal.put(
                    key(network.id()),
                    records.encode(new NetworkRecord(network)),
                    Durability.POWER);
            rollback.add(entry.planned()::delete);
            entry.planned().create(host);
            listeners.change(entry.created(), new NetworkDeleted(network));
            rollback.commit();
        }
    }

    private void claim(NetworkEntry entry) {
        if (!entry.network().configOnly() && !entry.network().isShared()) {
            entry.network().ipam().pools().forEach(pool -> space.claim(pool, entry.id()));
        }
        table.put(entry);
    }

    private void forget(NetworkId id) {
        planning.lock();
        try {
            space.release(id);
            table.remove(id);
        } finally {
            planning.unlock();
        }
    }

    public void delete(String reference) {
        var entry = table.get(reference);
        var network = entry.network();
        if (network.isPredefined()) {
            throw new NaruException.Forbidden(
                    network.name() + " is a pre-defined network and cannot be removed");
        }
        if (network.isShared()) {
            checkUnused(network);
            shared.delete(network);
        } else if (!delete(entry, this::checkUnused)) {
            throw NetworkTable.notFound(reference);
        }
    }

    private boolean delete(NetworkEntry entry, Consumer<Network> check) {
        entry.lock().writeLock().lock();
        try {
            boolean present = table.contains(entry.id());
            if (present) {
                check.accept(entry.network());
                remove(entry);
                listeners.changed(new NetworkDeleted(entry.network()));
            }
            return present;
        } finally {
            entry.lock().writeLock().unlock();
        }
    }

    /** Adds a network whose definition has appeared in the store of all hosts. */
    public void adopt(Network network) {
        if (table.contains(network.id())) {
            return; // definitions are never changed
        }
        var entry = planner.restore(network);
        entry.pools().forEach(pool -> pool.begin(shared.firstOffset()));
        entry.lock().writeLock().lock();
        try {
            claim(entry);
            carryOut(entry);
        } finally {
            entry.lock().writeLock().unlock();
        }
    }

    /**
     * Removes a network whose definition has disappeared.
     *
     * @throws NaruException.Forbidden if containers are attached
     */
    public void abandon(NetworkId id) {
        table.byId(id).ifPresent(entry -> delete(entry, this::checkUnused));
    }

    private void remove(NetworkEntry entry) {
        entry.planned().delete();
        var gone =
                List.of(new Change.Remove(key(entry.id())), LastLeases.withoutNetwork(entry.id()));
        journal.write(gone, Durability.POWER);
        forget(entry.id());
    }

    private void checkUnused(Network network) {
        ConfigNetworks.checkUnused(network, table);
        var attached = sandboxes.endpoints(network.id());
        if (!attached.isEmpty()) {
            throw new NaruException.Forbidden(
                    "error while removing network: network %s has active endpoints (%s)"
                            .formatted(
                                    network.name(),
                                    attached.stream()
                                            .map(NetworkKeeper::describe)
                                            .collect(Collectors.joining(", "))));
        }
    }

    private static String describe(Attached attached) {
        return "name:\"%s\" id:\"%s\""
                .formatted(attached.sandbox().containerName(), attached.endpoint().id().shortId());
    }

    /** Reads the journal. Does not change the kernel. */
    public void load() {
        for (var json : journal.all(Records.NETWORK).values()) {
            var network = records.network(json).network();
            claim(planner.restore(network));
        }
    }

    /**
     * Creates missing predefined networks, and recreates docker0 if its configuration has changed
     * and no container is attached.
     */
    public void makePredefined(List<NetworkSpec> specs) {
        for (var entry : table.all()) {
            var network = entry.network();
            boolean wanted = specs.stream().anyMatch(spec -> spec.name().equals(network.name()));
            if (network.isPredefined() && !wanted && sandboxes.endpoints(network.id()).isEmpty()) {
                remove(entry);
            }
        }
        for (var spec : specs) {
            var present = table.byName(spec.name());
            if (present.isEmpty()) {
                makeOrReport(spec, ids.network());
            } else if (isOutdated(present.get(), spec)) {
                var id = present.get().id();
                present.get().planned().delete();
                forget(id);
                makeOrReport(spec, id);
            }
        }
    }

    /** The daemon starts without a network for which no addresses are available at present. */
    private void makeOrReport(NetworkSpec spec, NetworkId id) {
        try {
            make(spec, id);
        } catch (NaruException e) {
            log.log(
                    Level.ERROR,
                    "cannot create network {0}: {1}; the daemon tries again at its next start",
                    spec.name(),
                    e.getMessage());
        }
    }

    private boolean isOutdated(NetworkEntry present, NetworkSpec spec) {
        var network = present.network();
        if (!sandboxes.endpoints(network.id()).isEmpty()) {
            return false;
        }
        boolean sameOptions = network.options().equals(spec.options());
        boolean sameFamilies = network.enableIpv6() == Boolean.TRUE.equals(spec.enableIpv6());
        boolean samePools =
                spec.ipam().pools().stream()
                        .allMatch(pool -> network.ipam().pools().stream().anyMatch(pool::fits));
        return !sameOptions || !sameFamilies || !samePools;
    }

    /**
     * The networks that are neither being created nor deleted now. To be called before the snapshot
     * for {@link #repair}: what a snapshot lacks of a later network is not missing.
     */
    public List<NetworkEntry> complete() {
        return table.all().stream().filter(NetworkKeeper::isComplete).toList();
    }

    private static boolean isComplete(NetworkEntry entry) {
        var lock = entry.lock().readLock();
        boolean complete = lock.tryLock();
        if (complete) {
            lock.unlock();
        }
        return complete;
    }

    /** Restores what {@code view} lacks of some networks; a failure does not stop the others. */
    public boolean repair(List<NetworkEntry> some, HostView view) {
        var failures = new ArrayList<RuntimeException>();
        for (var entry : some) {
            var lock = entry.lock().readLock();
            if (!lock.tryLock()) {
                continue; // being created or deleted right now
            }
            try {
                boolean exists = table.contains(entry.id()); // unless it was deleted meanwhile
                if (exists && entry.planned().create(view)) {
                    listeners.record(new NetworkRepaired(entry.network()));
                }
            } catch (RuntimeException e) {
                log.log(Level.WARNING, "cannot repair network " + entry.network().name(), e);
                failures.add(e);
            } finally {
                lock.unlock();
            }
        }
        return failures.isEmpty();
    }

    private static String key(NetworkId id) {
        return Records.NETWORK + "/" + id;
    }
}
