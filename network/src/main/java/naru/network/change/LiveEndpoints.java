package naru.network.change;

import naru.linux.address.Family;
import naru.network.desired.HeldNetworks;
import naru.network.desired.LastLeases;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.driver.NetworkTraits.Interfaces;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent.EndpointAttached;
import naru.network.event.NetworkEvent.EndpointDetached;
import naru.network.firewall.Firewall;
import naru.network.host.Namespaces;
import naru.network.host.NoLinks;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.plan.EndpointChecks;
import naru.network.plan.EndpointPlanner;
import naru.network.plan.Gateways;
import naru.network.plan.InterfaceNames;
import naru.network.plan.PortPlanner;
import naru.network.plan.RulesPlanner;
import naru.network.publish.PublishedPort;
import naru.network.record.SandboxRecord;
import naru.network.undo.Rollback;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Attaches and detaches endpoints of open sandboxes; default routes and published ports follow.
 * Each change holds the lock of its container, and that of the network for reading.
 */
public final class LiveEndpoints {
    private static final Logger log = System.getLogger(LiveEndpoints.class.getName());

    private final NetworkTable networks;
    private final SandboxTable table;
    private final EndpointPlanner endpoints;
    private final LastLeases lastLeases;
    private final PortPlanner ports;
    private final Namespaces namespaces;
    private final LinkReadiness linkReadiness;
    private final Firewall firewall;
    private final RulesPlanner rules;
    private final Listeners listeners;

    public LiveEndpoints(
            NetworkTable networks,
            SandboxTable table,
            EndpointPlanner endpoints,
            LastLeases lastLeases,
            PortPlanner ports,
            Namespaces namespaces,
            LinkReadiness linkReadiness,
            Firewall firewall,
            RulesPlanner rules,
            Listeners listeners) {
        this.networks = networks;
        this.table = table;
        this.endpoints = endpoints;
        this.lastLeases = lastLeases;
        this.ports = ports;
        this.namespaces = namespaces;
        this.linkReadiness = linkReadiness;
        this.firewall = firewall;
        this.rules = rules;
        this.listeners = listeners;
    }

    public Endpoint attach(String containerId, EndpointSpec spec) {
        var lock = table.lock(containerId);
        lock.lock();
        try {
            var record = table.running(containerId);
            try (var held = HeldNetworks.of(networks, List.of(spec))) {
                return attach(record, spec, held.get(spec));
            }
        } finally {
            lock.unlock();
        }
    }

    private Endpoint attach(SandboxRecord record, EndpointSpec spec, NetworkEntry entry) {
        var before = record.sandbox();
        var others =
                InterfaceNames.makingRoom(
                        before.endpoints(),
                        spec,
                        endpoint ->
                                networks.of(endpoint)
                                        .traits()
                                        .interfaces()
                                        .map(Interfaces::prefix));
        checkMayJoin(before, entry.network());
        EndpointChecks.checkTwice(before.endpoints(), entry.network(), before.containerName());
        try (var inside = namespaces.open(before.netns());
                var rollback = new Rollback()) {
            boolean ipv6 =
                    !Namespaces.switchIpv6Off(record.sysctls()) && !namespaces.hasIpv6Off(inside);
            var container =
                    EndpointPlanner.Container.of(
                                    before.containerId(),
                                    before.containerName(),
                                    before.hostname(),
                                    others)
                            .withIpv6(ipv6);
            var endpoint = endpoints.plan(entry, spec, container, rollback);
            var joined = new ArrayList<>(others);
            joined.add(endpoint);
            var after = move(record, joined, rollback);
            lastLeases.note(before.containerId(), joined);
            rollback.add(() -> table.put(record));
            table.put(record.with(after, endpoint.id()));
            var guard = rules.guarding(endpoint);
            rollback.add(() -> firewall.withdraw(guard));
            firewall.admit(guard);
            if (!others.equals(before.endpoints())) {
                rollback.add(() -> InterfaceNames.settle(inside, before.endpoints()));
                InterfaceNames.settle(inside, others);
            }
            rollback.add(() -> entry.planned().discard(endpoint));
            rollback.add(() -> entry.planned().quiesce(endpoint, before.netns()));
            namespaces.allowIpv6(inside, endpoint);
            boolean translated = Gateways.choose(joined).translate(after, endpoint, entry);
            entry.planned().attach(endpoint, translated, inside, NoLinks.VIEW);
            inside.apply();
            rollback.add(() -> switchRoutes(after, before, inside));
            switchWayOut(before, after, inside, rollback);
            listeners.change(
                    new EndpointAttached(after, endpoint), new EndpointDetached(before, endpoint));
            rollback.add(() -> listeners.changed(new EndpointDetached(before, endpoint)));
            table.put(record.with(after, null));
            rollback.commit();
            releasePorts(before, after);
            linkReadiness.await(after, List.of(endpoint));
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

    public void detach(String containerId, NetworkId network) {
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

    /** Changes nothing if the published ports cannot follow the default route. */
    private void detach(SandboxRecord record, Endpoint endpoint) {
        try (var rollback = new Rollback()) {
            var after = move(record, without(endpoint, record.sandbox()), rollback);
            table.put(record.with(record.sandbox(), endpoint.id()));
            detach(record, endpoint, after, rollback);
        }
    }

    /**
     * Completes an interrupted change by detaching its endpoint; the caller holds the container's
     * lock. Published ports that have been taken meanwhile are withdrawn.
     */
    public void completeDetach(SandboxRecord record, Endpoint endpoint) {
        try (var rollback = new Rollback()) {
            var left = without(endpoint, record.sandbox());
            detach(record, endpoint, moveOrWithdraw(record, left, rollback), rollback);
        }
    }

    private static List<Endpoint> without(Endpoint endpoint, Sandbox sandbox) {
        return sandbox.endpoints().stream().filter(e -> !e.equals(endpoint)).toList();
    }

    private void detach(SandboxRecord record, Endpoint endpoint, Sandbox after, Rollback rollback) {
        var before = record.sandbox();
        listeners.changed(new EndpointDetached(after, endpoint));
        try (var inside = namespaces.open(before.netns())) {
            switchWayOut(before, after, inside, rollback);
            networks.of(endpoint).planned().quiesce(endpoint, before.netns());
            networks.of(endpoint).planned().discard(endpoint);
            InterfaceNames.settle(inside, after.endpoints()); // which may have been moved
        }
        firewall.withdraw(rules.guarding(endpoint));
        table.put(record.with(after, null));
        rollback.commit();
        endpoints.release(endpoint, networks.of(endpoint));
        releasePorts(before, after);
    }

    private void releasePorts(Sandbox before, Sandbox after) {
        var gone = new ArrayList<>(before.ports());
        gone.removeAll(after.ports());
        ports.allocator().release(gone, before.containerId());
    }

    /** The sandbox with other endpoints: a gateway for each family, and its published ports. */
    private Sandbox move(SandboxRecord record, List<Endpoint> endpoints, Rollback rollback) {
        var ports = portMove(record, endpoints, rollback);
        return with(record, endpoints, ports.plan(record.requests(), record.sandbox().ports()));
    }

    /** The same, without the published ports that cannot follow. */
    private Sandbox moveOrWithdraw(
            SandboxRecord record, List<Endpoint> endpoints, Rollback rollback) {
        var attempt = new Rollback();
        try {
            var after = move(record, endpoints, attempt);
            rollback.add(attempt::close);
            return after;
        } catch (NaruException.HostFailure taken) {
            attempt.close();
            log.log(
                    Level.WARNING,
                    "published ports of container {0} are withdrawn: {1}",
                    record.sandbox().containerName(),
                    taken.getMessage());
            var ports = portMove(record, endpoints, rollback);
            return with(
                    record, endpoints, ports.staying(record.requests(), record.sandbox().ports()));
        }
    }

    private PortMove portMove(SandboxRecord record, List<Endpoint> endpoints, Rollback rollback) {
        var before = record.sandbox();
        return new PortMove(
                ports,
                before.containerId(),
                before.containerName(),
                Gateways.choose(before.endpoints()),
                Gateways.choose(endpoints),
                rollback);
    }

    private static Sandbox with(
            SandboxRecord record, List<Endpoint> endpoints, List<PublishedPort> published) {
        var gateways = Gateways.choose(endpoints);
        return record.sandbox()
                .with(endpoints, published, id(gateways.ipv4()), id(gateways.ipv6()));
    }

    private static @Nullable EndpointId id(Optional<Endpoint> endpoint) {
        return endpoint.map(Endpoint::id).orElse(null);
    }

    /** Default routes and published ports follow the gateway endpoints. */
    private void switchWayOut(
            Sandbox before, Sandbox after, SandboxSession inside, Rollback rollback) {
        switchRoutes(before, after, inside);
        var old = rules.ports(before);
        var fresh = rules.ports(after);
        rollback.add(() -> firewall.replace(fresh, old));
        firewall.replace(old, fresh);
    }

    private void switchRoutes(Sandbox before, Sandbox after, SandboxSession inside) {
        var from = Gateways.choose(before.endpoints());
        var to = Gateways.choose(after.endpoints());
        if (!from.equals(to)) {
            boolean off = namespaces.hasIpv6Off(inside);
            Routes.set(
                    inside, off ? to.only(Family.IPV4) : to, off ? from.only(Family.IPV4) : from);
        }
    }
}
