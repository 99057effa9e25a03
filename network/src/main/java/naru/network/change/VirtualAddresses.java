package naru.network.change;

import naru.linux.address.Family;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent.AliasAddressed;
import naru.network.event.NetworkListener;
import naru.network.host.HostView;
import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.option.NameOptions;
import naru.network.plan.EndpointPlanner;
import naru.network.pool.Holder;
import naru.network.record.Records;
import naru.network.record.VirtualRecord;
import naru.network.undo.Rollback;
import naru.network.undo.Steps;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Virtual addresses of aliases: leases from the network's pools, which the bridge carries and whose
 * connections the firewall distributes over the containers with the alias. An address requested by
 * a network exists as long as the network; one requested by endpoints is removed with the last of
 * them. It is notified of networks and endpoints before other listeners.
 */
public final class VirtualAddresses implements NetworkListener {
    private static final Logger log = System.getLogger(VirtualAddresses.class.getName());

    private final NetworkTable networks;
    private final Journal journal;
    private final Records records;
    private final SandboxTable sandboxes;
    private final VirtualBindings bindings;
    private final EndpointPlanner planner;
    private final Listeners listeners;
    private final Map<Key, VirtualGroup> groups = new HashMap<>();

    private record Key(NetworkId network, String alias) {
        String text() {
            return Records.VIRTUAL + "/" + network + "/" + alias;
        }
    }

    public VirtualAddresses(
            NetworkTable networks,
            Journal journal,
            Records records,
            SandboxTable sandboxes,
            VirtualBindings bindings,
            EndpointPlanner planner,
            Listeners listeners) {
        this.networks = networks;
        this.journal = journal;
        this.records = records;
        this.sandboxes = sandboxes;
        this.bindings = bindings;
        this.planner = planner;
        this.listeners = listeners;
    }

    /**
     * At start: takes over the addresses in the journal, with the existing members. Does not change
     * the kernel yet, except that they become part of the initial firewall.
     */
    public synchronized void load(List<Sandbox> sandboxes) {
        journal.all(Records.VIRTUAL)
                .forEach((key, json) -> {
                    var record = records.virtual(json);
                    var entry = networks.byId(record.network()).orElse(null);
                    var link = entry == null ? null : entry.traits().virtualLink().orElse(null);
                    if (entry == null || link == null) {
                        journal.remove(key, Durability.PROCESS);
                        return;
                    }
                    record.addresses().forEach(address -> hold(entry, record.alias(), address));
                    groups.put(
                            new Key(record.network(), record.alias()),
                            new VirtualGroup(entry, link, record));
                });
        for (var sandbox : sandboxes) {
            for (var endpoint : sandbox.endpoints()) {
                aliases(endpoint)
                        .forEach(alias -> {
                            var group = groups.get(new Key(endpoint.networkId(), alias));
                            if (group != null) {
                                group.put(endpoint, isServing(sandbox));
                            }
                        });
            }
        }
        groups.values().forEach(bindings::spread);
    }

    private static void hold(NetworkEntry entry, String alias, InetAddress address) {
        entry.pool(address).ifPresent(pool -> pool.restore(address, new Holder.Alias(alias)));
    }

    /** At start: reports the existing ones to listeners. */
    public synchronized void announce() {
        groups.values().forEach(group -> tell(group, group.record().addresses()));
    }

    /**
     * Restores addresses that {@code view} lacks, adds those that could not be added when they were
     * requested, removes those that are no longer requested, and retries failed steps; false if one
     * fails again.
     */
    public synchronized boolean repair(HostView view) {
        boolean done = openMissing();
        for (var group : List.copyOf(groups.values())) {
            try {
                if (isWanted(group)) {
                    reopen(group);
                    bindings.spread(group);
                    bindings.answer(group, view);
                } else {
                    close(group);
                }
            } catch (RuntimeException e) {
                log.log(Level.WARNING, "cannot repair alias " + group.record().alias(), e);
                done = false;
            }
        }
        return done;
    }

    /** Opens groups, and adds members, for which that has failed. */
    private boolean openMissing() {
        boolean done = true;
        for (var entry : networks.all()) {
            var missing =
                    entry.virtual().names().stream()
                            .filter(alias -> !groups.containsKey(new Key(entry.id(), alias)))
                            .toList();
            done &=
                    missing.isEmpty()
                            || attempt(entry, () -> missing.forEach(a -> find(entry.id(), a)));
        }
        for (var sandbox : sandboxes.open()) {
            for (var endpoint : sandbox.endpoints()) {
                var entry = networks.byId(endpoint.networkId()).orElse(null);
                if (entry != null && isMissing(endpoint)) {
                    done &= attempt(entry, () -> join(sandbox, List.of(endpoint)));
                }
            }
        }
        return done;
    }

    /** Unless it is being attached or detached. */
    private boolean isMissing(Endpoint endpoint) {
        return aliases(endpoint).stream()
                        .map(alias -> groups.get(new Key(endpoint.networkId(), alias)))
                        .anyMatch(group -> group == null || !group.has(endpoint))
                && sandboxes.standing(endpoint.id()).isPresent();
    }

    private static boolean attempt(NetworkEntry entry, Runnable repair) {
        var lock = entry.lock().readLock();
        if (!lock.tryLock()) {
            return true; // being created or deleted right now
        }
        try {
            repair.run();
            return true;
        } catch (RuntimeException e) {
            log.log(
                    Level.WARNING,
                    "cannot add virtual addresses of network " + entry.network().name(),
                    e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Whether an address of a link is one of these, and not being removed. */
    public synchronized boolean isWanted(Link link, InterfaceAddress address) {
        return groups.values().stream()
                .anyMatch(group ->
                        group.link().equals(link.name())
                                && group.record().addresses().contains(address.address()));
    }

    private boolean isWanted(VirtualGroup group) {
        return networks.byId(group.network().id()).isPresent() && group.isWanted();
    }

    @Override
    public synchronized void networkCreated(Network network, NameOptions names) {
        networks.byId(network.id())
                .ifPresent(entry ->
                        entry.virtual().names().forEach(alias -> find(network.id(), alias)));
    }

    @Override
    public synchronized void networkDeleted(Network network) {
        for (var group : List.copyOf(groups.values())) {
            if (group.network().id().equals(network.id())) {
                close(group);
            }
        }
    }

    @Override
    public void sandboxOpened(Sandbox sandbox) {
        join(sandbox, sandbox.endpoints());
    }

    @Override
    public void readinessChanged(Sandbox sandbox) {
        join(sandbox, sandbox.endpoints());
    }

    @Override
    public void endpointAttached(Sandbox sandbox, Endpoint endpoint) {
        join(sandbox, List.of(endpoint));
    }

    @Override
    public void endpointDetached(Sandbox sandbox, Endpoint endpoint) {
        leave(List.of(endpoint));
    }

    @Override
    public void sandboxClosed(Sandbox sandbox) {
        leave(sandbox.endpoints());
    }

    private synchronized void join(Sandbox sandbox, List<Endpoint> endpoints) {
        for (var endpoint : endpoints) {
            for (var alias : aliases(endpoint)) {
                var group = find(endpoint.networkId(), alias);
                if (group != null) {
                    group.put(endpoint, isServing(sandbox));
                    bindings.spread(group);
                }
            }
        }
    }

    /** A step that fails is repeated by the next repair; the others are performed. */
    private synchronized void leave(List<Endpoint> endpoints) {
        var steps = new ArrayDeque<Runnable>();
        for (var endpoint : endpoints) {
            for (var alias : aliases(endpoint)) {
                var group = groups.get(new Key(endpoint.networkId(), alias));
                if (group != null && group.remove(endpoint.id())) {
                    steps.add(() -> bindings.spread(group));
                    steps.add(() -> bindings.forget(group, endpoint));
                    steps.add(() -> closeUnwanted(group));
                }
            }
        }
        Steps.runAll(steps);
    }

    private void closeUnwanted(VirtualGroup group) {
        if (!group.isWanted()) {
            close(group);
        }
    }

    private Set<String> aliases(Endpoint endpoint) {
        return networks.byId(endpoint.networkId())
                .map(entry -> entry.virtualAliases(endpoint))
                .orElse(Set.of());
    }

    private static boolean isServing(Sandbox sandbox) {
        return sandbox.readiness() == Readiness.SERVING;
    }

    /** The group of an alias, opened if need be; null if its network was deleted. */
    private @Nullable VirtualGroup find(NetworkId id, String alias) {
        var present = groups.get(new Key(id, alias));
        var entry = networks.byId(id).orElse(null);
        if (present != null && entry != null) {
            reopen(present);
        }
        if (present != null || entry == null) {
            return present;
        }
        var link = entry.traits().virtualLink().orElse(null);
        return link == null ? null : open(entry, alias, link);
    }

    private VirtualGroup open(NetworkEntry entry, String alias, String link) {
        var network = entry.network();
        var key = new Key(network.id(), alias);
        try (var rollback = new Rollback()) {
            var ipv4 = lease(entry, alias, Family.IPV4, rollback);
            var ipv6 = lease(entry, alias, Family.IPV6, rollback);
            var record = new VirtualRecord(network.id(), alias, ipv4, ipv6);
            var group = new VirtualGroup(entry, link, record);
            rollback.add(() -> journal.remove(key.text(), Durability.PROCESS));
            journal.put(key.text(), records.encode(record), Durability.PROCESS);
            rollback.add(() -> bindings.silence(group));
            bindings.answer(group);
            rollback.add(() -> bindings.spread(group, List.of()));
            bindings.spread(group);
            groups.put(key, group);
            rollback.commit();
            tell(group, record.addresses());
            return group;
        }
    }

    /** Null without addresses of the family. */
    private @Nullable InetAddress lease(
            NetworkEntry entry, String alias, Family family, Rollback rollback) {
        if (!entry.network().has(family)) {
            return null;
        }
        var holder = new Holder.Alias(alias);
        var lease = planner.next(entry, family, holder);
        var address = lease.address();
        rollback.add(() -> lease.pool().release(address, holder));
        return address;
    }

    /** Reverts a failed closing. */
    private void reopen(VirtualGroup group) {
        if (!group.isClosing()) {
            return;
        }
        var record = group.record();
        journal.put(key(group).text(), records.encode(record), Durability.PROCESS);
        bindings.answer(group);
        group.setClosing(false);
        tell(group, record.addresses());
    }

    /**
     * Undoes {@link #open}; performs every step and reports failures. Then the group remains, and
     * its addresses stay reserved, until a repair has completed the rest.
     */
    private void close(VirtualGroup group) {
        if (!group.isClosing()) {
            group.setClosing(true);
            tell(group, List.of());
        }
        var steps = new ArrayDeque<Runnable>();
        steps.add(() -> bindings.spread(group, List.of()));
        steps.add(() -> bindings.silence(group));
        steps.add(() -> journal.remove(key(group).text(), Durability.PROCESS));
        Steps.runAll(steps);
        var record = group.record();
        networks.byId(record.network()).ifPresent(entry -> release(entry, record));
        groups.remove(key(group));
    }

    private static Key key(VirtualGroup group) {
        return new Key(group.record().network(), group.record().alias());
    }

    private static void release(NetworkEntry entry, VirtualRecord record) {
        for (var address : record.addresses()) {
            entry.pool(address)
                    .ifPresent(pool -> pool.release(address, new Holder.Alias(record.alias())));
        }
    }

    private void tell(VirtualGroup group, List<InetAddress> addresses) {
        var alias = group.record().alias();
        listeners.changed(new AliasAddressed(group.network(), alias, addresses));
    }
}
