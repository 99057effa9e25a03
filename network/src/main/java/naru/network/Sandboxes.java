package naru.network;

import static java.util.Objects.requireNonNull;

import naru.network.driver.HostView;
import naru.network.driver.Inside;
import naru.network.driver.Namespaces;
import naru.network.firewall.Firewall;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.PublishedPort;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.record.SandboxRecord;
import naru.network.record.SandboxRecord.Phase;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/**
 * Opens and closes sandboxes, and attaches and detaches endpoints of open ones. Each change holds
 * the lock of its container, and those of its networks for reading.
 */
final class Sandboxes {
    /** A view for what is known not to be there yet. */
    private static final HostView NOTHING = new NoLinks();

    private final NetworkTable networks;
    private final SandboxTable table;
    private final EndpointPlanner endpoints;
    private final PortPlanner ports;
    private final Namespaces namespaces;
    private final Passage passage;
    private final Routes routes;
    private final Firewall firewall;
    private final RulesPlanner rules;
    private final Listeners listeners;
    private final Ids ids;
    private final String bootId;

    Sandboxes(
            NetworkTable networks,
            SandboxTable table,
            EndpointPlanner endpoints,
            PortPlanner ports,
            Namespaces namespaces,
            HostView live,
            Firewall firewall,
            RulesPlanner rules,
            Listeners listeners,
            Ids ids,
            String bootId) {
        this.networks = networks;
        this.table = table;
        this.endpoints = endpoints;
        this.ports = ports;
        this.namespaces = namespaces;
        this.passage = new Passage(live, namespaces, endpoint -> entry(endpoint).planned());
        this.routes = new Routes();
        this.firewall = firewall;
        this.rules = rules;
        this.listeners = listeners;
        this.ids = ids;
        this.bootId = bootId;
    }

    Sandbox open(SandboxSpec spec) {
        var lock = table.lock(spec.containerId());
        lock.lock();
        try {
            table.find(spec.containerId()).ifPresent(this::close); // left by a start that failed
            return withNetworks(spec.endpoints(), entries -> open(spec, entries));
        } finally {
            lock.unlock();
        }
    }

    private Sandbox open(SandboxSpec spec, Map<EndpointSpec, NetworkEntry> entries) {
        try (var rollback = new Rollback()) {
            var planned = planSandbox(spec, entries, rollback);
            var record =
                    new SandboxRecord(
                            Phase.OPENING, bootId, planned, spec.ports(), spec.sysctls(), null);
            rollback.add(() -> table.remove(planned));
            table.put(record);
            if (planned.kind() == SandboxSpec.Kind.PRIVATE) {
                build(record, rollback);
            }
            listeners.tell(l -> l.sandboxOpened(planned), l -> l.sandboxClosed(planned));
            rollback.add(() -> listeners.tell(l -> l.sandboxClosed(planned)));
            table.put(record.with(Phase.OPEN));
            rollback.commit();
            return planned;
        }
    }

    private Sandbox planSandbox(
            SandboxSpec spec, Map<EndpointSpec, NetworkEntry> entries, Rollback rollback) {
        var planned = new ArrayList<Endpoint>();
        for (var wanted : spec.endpoints()) {
            var container =
                    EndpointPlanner.Container.of(
                            spec.containerId(), spec.containerName(), spec.hostname(), planned);
            var entry = requireNonNull(entries.get(wanted));
            checkTwice(planned, entry.network(), spec.containerName());
            planned.add(endpoints.plan(entry, wanted, container, rollback));
        }
        var id = ids.sandbox();
        boolean alone = spec.kind() == SandboxSpec.Kind.PRIVATE;
        var gateways = Gateways.choose(planned);
        List<PublishedPort> published =
                alone
                        ? ports.plan(
                                spec.ports(),
                                gateways,
                                spec.containerId(),
                                spec.containerName(),
                                rollback)
                        : List.of();
        return new Sandbox(
                id,
                spec.containerId(),
                spec.containerName(),
                spec.hostname(),
                spec.kind(),
                alone ? namespaces.file(id) : namespaces.host(),
                planned,
                published,
                gateways.ipv4().map(Endpoint::id).orElse(null),
                gateways.ipv6().map(Endpoint::id).orElse(null),
                spec.dns());
    }

    private static void checkTwice(List<Endpoint> endpoints, Network network, String container) {
        if (endpoints.stream().anyMatch(e -> e.networkId().equals(network.id()))) {
            throw new NaruException.Forbidden(
                    "endpoint with name %s already exists in network %s"
                            .formatted(container, network.name()));
        }
    }

    /** Everything in the kernel for a planned sandbox. */
    private void build(SandboxRecord record, Rollback rollback) {
        var sandbox = record.sandbox();
        boolean ipv6 = sandbox.endpoints().stream().anyMatch(e -> e.ipv6() != null);
        boolean mixed = ipv6 && sandbox.endpoints().stream().anyMatch(e -> e.ipv6() == null);
        var gateways = Gateways.choose(sandbox.endpoints());
        rollback.add(() -> namespaces.delete(sandbox.netns()));
        try (var inside = namespaces.create(sandbox.netns(), ipv6)) {
            for (var endpoint : sandbox.endpoints()) {
                var planned = entry(endpoint).planned();
                rollback.add(() -> planned.detach(endpoint));
                if (mixed) {
                    namespaces.allowIpv6(inside, endpoint);
                }
                planned.attach(endpoint, publishes(sandbox, gateways, endpoint), inside, NOTHING);
            }
            routes.set(inside, gateways, Routes.NONE);
            namespaces.set(inside, record.sysctls());
        }
        var wanted = rules.of(sandbox);
        rollback.add(() -> firewall.withdraw(wanted));
        firewall.admit(wanted);
    }

    private static boolean publishes(Sandbox sandbox, Gateways gateways, Endpoint endpoint) {
        return !sandbox.ports().isEmpty() && gateways.include(endpoint);
    }

    private NetworkEntry entry(Endpoint endpoint) {
        return networks.byId(endpoint.networkId())
                .orElseThrow(() -> NetworkTable.notFound(endpoint.networkName()));
    }

    void close(String containerId) {
        var lock = table.lock(containerId);
        lock.lock();
        try {
            table.find(containerId).ifPresent(this::close);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a sandbox down; the caller holds its container's lock. What fails is tried again later.
     */
    private void close(SandboxRecord record) {
        var sandbox = record.sandbox();
        table.close(record);
        Deque<Runnable> steps = new ArrayDeque<>();
        steps.add(() -> listeners.tell(l -> l.sandboxClosed(sandbox)));
        if (sandbox.kind() == SandboxSpec.Kind.PRIVATE) {
            for (var endpoint : sandbox.endpoints()) {
                networks.byId(endpoint.networkId())
                        .ifPresent(entry -> steps.add(() -> entry.planned().detach(endpoint)));
            }
            var admitted = rules.of(sandbox);
            steps.add(() -> firewall.withdraw(admitted)); // after that, nobody of it can send
            steps.add(() -> namespaces.delete(sandbox.netns()));
        }
        Steps.runAll(steps);
        forget(sandbox);
    }

    /** Gives back what only this process knows of: addresses, ports, the record. */
    private void forget(Sandbox sandbox) {
        for (var endpoint : sandbox.endpoints()) {
            networks.byId(endpoint.networkId())
                    .ifPresent(entry -> EndpointPlanner.release(endpoint, entry));
        }
        ports.allocator().release(sandbox.ports(), sandbox.containerId());
        table.remove(sandbox);
    }

    Endpoint attach(String containerId, EndpointSpec spec) {
        var lock = table.lock(containerId);
        lock.lock();
        try {
            var record = table.running(containerId);
            return withNetworks(
                    List.of(spec),
                    entries -> attach(record, spec, requireNonNull(entries.get(spec))));
        } finally {
            lock.unlock();
        }
    }

    void awaitPassage(String containerId) {
        table.find(containerId)
                .map(SandboxRecord::sandbox)
                .ifPresent(sandbox -> passage.await(sandbox, sandbox.endpoints()));
    }

    private Endpoint attach(SandboxRecord record, EndpointSpec spec, NetworkEntry entry) {
        var before = record.sandbox();
        checkMayJoin(before, entry.network());
        checkTwice(before.endpoints(), entry.network(), before.containerName());
        try (var rollback = new Rollback()) {
            var container =
                    EndpointPlanner.Container.of(
                            before.containerId(),
                            before.containerName(),
                            before.hostname(),
                            before.endpoints());
            var endpoint = endpoints.plan(entry, spec, container, rollback);
            var joined = new ArrayList<>(before.endpoints());
            joined.add(endpoint);
            var after = move(record, joined, rollback);
            rollback.add(() -> table.put(record));
            table.put(record.with(after, endpoint.id()));
            var guard = rules.guarding(endpoint);
            rollback.add(() -> firewall.withdraw(guard));
            firewall.admit(guard);
            try (var inside = namespaces.open(before.netns())) {
                rollback.add(() -> entry.planned().remove(endpoint));
                namespaces.allowIpv6(inside, endpoint);
                boolean publishes = publishes(after, Gateways.choose(joined), endpoint);
                entry.planned().attach(endpoint, publishes, inside, NOTHING);
                inside.apply();
                switchWayOut(before, after, inside, rollback);
            }
            listeners.tell(
                    l -> l.endpointAttached(after, endpoint),
                    l -> l.endpointDetached(before, endpoint));
            table.put(record.with(after, null));
            rollback.commit();
            passage.await(after, List.of(endpoint));
            return endpoint;
        }
    }

    private static void checkMayJoin(Sandbox sandbox, Network network) {
        if (network.driver().equals("host") || sandbox.kind() == SandboxSpec.Kind.HOST) {
            throw new NaruException.Invalid(
                    sandbox.kind() == SandboxSpec.Kind.HOST
                            ? "container sharing network namespace with another container or host"
                                    + " cannot be connected to any other network"
                            : "cannot connect container to host network - container must be created"
                                    + " in host network mode");
        }
        boolean none =
                network.driver().equals("null")
                        || sandbox.endpoints().stream()
                                .anyMatch(e -> e.networkName().equals("none"));
        if (none) {
            throw new NaruException.Invalid(
                    "container cannot be connected to multiple networks with one of the networks in"
                            + " private (none) mode");
        }
    }

    void detach(String containerId, NetworkId network) {
        var lock = table.lock(containerId);
        lock.lock();
        try {
            var record = table.find(containerId);
            var endpoint = record.flatMap(r -> r.sandbox().endpoint(network));
            if (endpoint.isEmpty()) {
                throw new NaruException.HostFailure(
                        "container %s is not connected to network %s"
                                .formatted(containerId, networks.name(network)));
            }
            detach(record.orElseThrow(), endpoint.get());
        } finally {
            lock.unlock();
        }
    }

    /** Detaches an endpoint of an open sandbox; the caller holds its container's lock. */
    void detach(SandboxRecord record, Endpoint endpoint) {
        var before = record.sandbox();
        var left = before.endpoints().stream().filter(e -> !e.equals(endpoint)).toList();
        table.put(record.with(before, endpoint.id()));
        try (var rollback = new Rollback()) {
            var after = move(record, left, rollback);
            listeners.tell(l -> l.endpointDetached(after, endpoint));
            try (var inside = namespaces.open(before.netns())) {
                switchWayOut(before, after, inside, rollback);
                entry(endpoint).planned().remove(endpoint);
            }
            firewall.withdraw(rules.guarding(endpoint));
            table.put(record.with(after, null));
            rollback.commit();
            EndpointPlanner.release(endpoint, entry(endpoint));
            var gone = new ArrayList<>(before.ports());
            gone.removeAll(after.ports());
            ports.allocator().release(gone, before.containerId());
        }
    }

    /**
     * The sandbox with other endpoints: a way out for each family, and published ports where there
     * is one. Ports keep their numbers while they can.
     */
    private Sandbox move(SandboxRecord record, List<Endpoint> endpoints, Rollback rollback) {
        var before = record.sandbox();
        var gateways = Gateways.choose(endpoints);
        var kept = before.ports().stream().filter(port -> ports.fits(port, gateways)).toList();
        var published =
                kept.isEmpty()
                        ? ports.plan(
                                record.requests(),
                                gateways,
                                before.containerId(),
                                before.containerName(),
                                rollback)
                        : kept;
        return before.with(endpoints, published, id(gateways.ipv4()), id(gateways.ipv6()));
    }

    private static @Nullable EndpointId id(Optional<Endpoint> endpoint) {
        return endpoint.map(Endpoint::id).orElse(null);
    }

    /** Default routes and published ports follow the gateway endpoints. */
    private void switchWayOut(Sandbox before, Sandbox after, Inside inside, Rollback rollback) {
        var from = Gateways.choose(before.endpoints());
        var to = Gateways.choose(after.endpoints());
        if (!from.equals(to)) {
            routes.set(inside, to, from);
        }
        var old = rules.ports(before);
        var fresh = rules.ports(after);
        rollback.add(() -> firewall.replace(fresh, old));
        firewall.replace(old, fresh);
    }

    void rename(String containerId, String name) {
        var lock = table.lock(containerId);
        lock.lock();
        try {
            var record = table.find(containerId);
            if (record.isPresent()) {
                var sandbox = renamed(record.get().sandbox(), name);
                table.put(record.get().with(sandbox, record.get().pending()));
                listeners.tell(l -> l.sandboxRenamed(sandbox));
            }
        } finally {
            lock.unlock();
        }
    }

    private static Sandbox renamed(Sandbox sandbox, String name) {
        var container =
                EndpointPlanner.Container.of(
                        sandbox.containerId(), name, sandbox.hostname(), List.of());
        var endpoints =
                sandbox.endpoints().stream()
                        .map(e ->
                                e.dnsNames().isEmpty()
                                        ? e
                                        : e.withDnsNames(
                                                EndpointPlanner.dnsNames(container, e.aliases())))
                        .toList();
        return sandbox.withName(name, endpoints);
    }

    /**
     * Puts one sandbox right: finishes what was begun, brings back links that are missing. Leaves a
     * sandbox alone that somebody is changing right now, and says so by returning false.
     */
    boolean repair(String containerId, HostView seen, HostView live) {
        var lock = table.lock(containerId);
        if (!lock.tryLock()) {
            return false;
        }
        try {
            var record = table.find(containerId).orElse(null);
            if (record == null || record.sandbox().kind() == SandboxSpec.Kind.HOST) {
                return true;
            }
            if (record.phase() != Phase.OPEN) {
                close(record);
            } else if (record.pending() != null) {
                record.sandbox().endpoints().stream()
                        .filter(e -> e.id().equals(record.pending()))
                        .findFirst()
                        .ifPresent(e -> detach(record, e));
            } else {
                namespaces.mend(record.sandbox().netns());
                repairEndpoints(record.sandbox(), seen, live);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Brings back what {@code seen} lacks of the endpoints. */
    void repairEndpoints(Sandbox sandbox, HostView seen, HostView live) {
        var gateways = Gateways.choose(sandbox.endpoints());
        for (var endpoint : sandbox.endpoints()) {
            boolean publishes = publishes(sandbox, gateways, endpoint);
            var planned = entry(endpoint).planned();
            if (planned.isAttached(endpoint, publishes, seen)) {
                continue;
            }
            try (var inside = namespaces.open(sandbox.netns())) {
                planned.attach(endpoint, publishes, inside, live);
                routes.set(inside, gateways, Routes.NONE);
            }
        }
    }

    private interface Use<T> {
        T with(Map<EndpointSpec, NetworkEntry> entries);
    }

    /**
     * Finds the networks and keeps them from being deleted; locks are taken in the order of ids.
     */
    private <T> T withNetworks(List<EndpointSpec> specs, Use<T> use) {
        var entries = new LinkedHashMap<EndpointSpec, NetworkEntry>();
        specs.forEach(spec -> entries.put(spec, networks.get(spec.network())));
        var held = new ArrayList<Lock>();
        try {
            entries.values().stream()
                    .sorted(Comparator.comparing(NetworkEntry::id))
                    .forEach(entry -> {
                        entry.lock().readLock().lock();
                        held.add(entry.lock().readLock());
                        if (!networks.contains(entry.id())) {
                            throw NetworkTable.notFound(entry.network().name());
                        }
                    });
            return use.with(entries);
        } finally {
            held.forEach(Lock::unlock);
        }
    }
}
