package naru.cli.inventory;

import naru.network.address.Addresses;
import naru.network.desired.DesiredState;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.PoolConfig;
import naru.network.model.Sandbox;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The desired state in the journal: owners, sandboxes and leases. */
final class JournalState {
    private static final int SHORT_ID = 12; // digits

    private final Map<String, Owner> byTag = new HashMap<>();
    private final Map<String, Owner> byId = new HashMap<>();
    private final Map<InetAddress, Owner> byAddress = new HashMap<>();
    private final List<Item> items = new ArrayList<>();
    private final boolean publishes;

    /**
     * Reads the desired state.
     *
     * @param lives whether a sandbox has processes; an empty one is a leftover
     */
    JournalState(DesiredState wanted, Predicate<Sandbox> lives) {
        publishes = wanted.sandboxes().stream().anyMatch(s -> !s.ports().isEmpty());
        wanted.containers().forEach(this::addContainer);
        wanted.networks().forEach(this::add);
        wanted.sandboxes().forEach(sandbox -> add(sandbox, lives.test(sandbox)));
        wanted.unfinished().forEach(sandbox -> add(sandbox, false));
        wanted.virtuals().forEach(this::add);
    }

    /** Whether any container has published ports. */
    boolean publishes() {
        return publishes;
    }

    Owners owners() {
        return new Owners(byTag, byId, byAddress, Map.of());
    }

    /** Sandboxes and leases. */
    List<Item> items() {
        return List.copyOf(items);
    }

    private void addContainer(String id) {
        byId.put(id, new Owner(id.substring(0, Math.min(SHORT_ID, id.length())), true));
    }

    private void add(Network network) {
        var owner = new Owner("network " + network.name(), true);
        byTag.put("network:" + network.id(), owner);
        byId.put(network.id().value(), owner);
        for (PoolConfig pool : network.ipam().pools()) {
            if (pool.gateway() != null) {
                addLease(pool.gateway(), "gateway on " + network.name(), owner);
            }
            pool.auxiliaryAddresses()
                    .forEach((name, address) -> addLease(address, "kept for " + name, owner));
        }
    }

    /** A lease of a missing network is a leftover. */
    private void add(DesiredState.Alias alias) {
        var network = byId.get(alias.network().value());
        var owner = network == null ? new Owner("alias " + alias.name(), false) : network;
        alias.addresses().forEach(address -> addLease(address, "alias " + alias.name(), owner));
    }

    private void add(Sandbox sandbox, boolean stands) {
        var owner = new Owner(sandbox.containerName(), stands);
        byId.put(sandbox.id().value(), owner);
        byId.put(sandbox.containerId(), owner);
        byTag.put("sandbox:" + sandbox.id(), owner);
        String kind = sandbox.kind().name().toLowerCase(java.util.Locale.ROOT);
        items.add(Item.of(Kind.SANDBOX, sandbox.id().shortId(), kind, owner));
        for (Endpoint endpoint : sandbox.endpoints()) {
            add(endpoint, owner);
        }
    }

    private void add(Endpoint endpoint, Owner container) {
        String name = container.name() + " on " + endpoint.networkName();
        byTag.put("endpoint:" + endpoint.id(), new Owner(name, container.known()));
        if (endpoint.ipv4() != null) {
            addLease(endpoint.ipv4().address(), "on " + endpoint.networkName(), container);
        }
        if (endpoint.ipv6() != null) {
            addLease(endpoint.ipv6().address(), "on " + endpoint.networkName(), container);
        }
    }

    private void addLease(InetAddress address, String detail, Owner owner) {
        byAddress.put(address, owner);
        items.add(Item.of(Kind.LEASE, Addresses.text(address), detail, owner));
    }
}
