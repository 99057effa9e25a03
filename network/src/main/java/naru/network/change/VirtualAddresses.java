package naru.network.change;

import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.event.NetworkListener;
import naru.network.host.HostView;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.option.NameOptions;
import naru.network.undo.Steps;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
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
    private final SandboxTable sandboxes;
    private final VirtualGroups groups;
    private final VirtualBindings bindings;

    public VirtualAddresses(
            NetworkTable networks,
            SandboxTable sandboxes,
            VirtualGroups groups,
            VirtualBindings bindings) {
        this.networks = networks;
        this.sandboxes = sandboxes;
        this.groups = groups;
        this.bindings = bindings;
    }

    /**
     * At start: takes over the addresses in the journal, with the existing members. Does not change
     * the kernel yet, except that they become part of the initial firewall.
     */
    public synchronized void load(List<Sandbox> sandboxes) {
        groups.load();
        for (var sandbox : sandboxes) {
            for (var endpoint : sandbox.endpoints()) {
                aliases(endpoint)
                        .forEach(alias -> {
                            var group = groups.get(endpoint.networkId(), alias);
                            if (group != null) {
                                group.put(endpoint, isServing(sandbox));
                            }
                        });
            }
        }
        groups.all().forEach(bindings::spread);
    }

    /** At start: reports the existing ones to listeners. */
    public synchronized void announce() {
        groups.announce();
    }

    /**
     * Restores addresses that {@code view} lacks, adds those that could not be added when they were
     * requested, removes those that are no longer requested, and retries failed steps; false if one
     * fails again.
     */
    public synchronized boolean repair(HostView view) {
        boolean done = openMissing();
        for (var group : groups.all()) {
            try {
                if (isWanted(group)) {
                    groups.reopen(group);
                    bindings.spread(group);
                    bindings.answer(group, view);
                } else {
                    groups.close(group);
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
                            .filter(alias -> groups.get(entry.id(), alias) == null)
                            .toList();
            done &=
                    missing.isEmpty()
                            || attempt(
                                    entry, () -> missing.forEach(a -> groups.find(entry.id(), a)));
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
                        .map(alias -> groups.get(endpoint.networkId(), alias))
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
        return groups.all().stream()
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
                        entry.virtual().names().forEach(alias -> groups.find(network.id(), alias)));
    }

    @Override
    public synchronized void networkDeleted(Network network) {
        for (var group : groups.all()) {
            if (group.network().id().equals(network.id())) {
                groups.close(group);
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
                var group = groups.find(endpoint.networkId(), alias);
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
                var group = groups.get(endpoint.networkId(), alias);
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
            groups.close(group);
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
}
