package naru.network.change;

import naru.network.desired.HeldNetworks;
import naru.network.desired.LastLeases;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.driver.PlannedNetwork;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent.ReadinessChanged;
import naru.network.event.NetworkEvent.SandboxClosed;
import naru.network.event.NetworkEvent.SandboxOpened;
import naru.network.event.NetworkEvent.SandboxRenamed;
import naru.network.firewall.Firewall;
import naru.network.host.Namespaces;
import naru.network.host.NoLinks;
import naru.network.model.Endpoint;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.plan.EndpointChecks;
import naru.network.plan.EndpointPlanner;
import naru.network.plan.Gateways;
import naru.network.plan.Ids;
import naru.network.plan.InterfaceNames;
import naru.network.plan.PortPlanner;
import naru.network.plan.RulesPlanner;
import naru.network.publish.PublishedPort;
import naru.network.record.SandboxRecord;
import naru.network.record.SandboxRecord.Phase;
import naru.network.undo.Rollback;
import naru.network.undo.Steps;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Opens and closes sandboxes. Each change holds the lock of its container, and those of its
 * networks for reading.
 */
public final class Sandboxes {
    private final NetworkTable networks;
    private final SandboxTable table;
    private final EndpointPlanner endpoints;
    private final LastLeases lastLeases;
    private final PortPlanner ports;
    private final Namespaces namespaces;
    private final Firewall firewall;
    private final RulesPlanner rules;
    private final Listeners listeners;
    private final Ids ids;
    private final String bootId;

    public Sandboxes(
            NetworkTable networks,
            SandboxTable table,
            EndpointPlanner endpoints,
            LastLeases lastLeases,
            PortPlanner ports,
            Namespaces namespaces,
            Firewall firewall,
            RulesPlanner rules,
            Listeners listeners,
            Ids ids,
            String bootId) {
        this.networks = networks;
        this.table = table;
        this.endpoints = endpoints;
        this.lastLeases = lastLeases;
        this.ports = ports;
        this.namespaces = namespaces;
        this.firewall = firewall;
        this.rules = rules;
        this.listeners = listeners;
        this.ids = ids;
        this.bootId = bootId;
    }

    public Sandbox open(SandboxSpec spec) {
        var lock = table.lock(spec.containerId());
        lock.lock();
        try {
            table.find(spec.containerId()).ifPresent(this::close); // left by a start that failed
            try (var held = HeldNetworks.of(networks, spec.endpoints())) {
                return open(spec, held);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The sandbox of a restarting container whose namespace was kept by others, with the
     * container's readiness. Empty if there is none.
     */
    public Optional<Sandbox> resume(SandboxSpec spec) {
        var lock = table.lock(spec.containerId());
        lock.lock();
        try {
            var record = table.find(spec.containerId()).filter(r -> r.phase() == Phase.OPEN);
            record.ifPresent(standing -> resume(standing, spec));
            return table.find(spec.containerId())
                    .filter(r -> r.phase() == Phase.OPEN)
                    .map(SandboxRecord::sandbox);
        } finally {
            lock.unlock();
        }
    }

    private void resume(SandboxRecord record, SandboxSpec spec) {
        try (var inside = namespaces.open(record.sandbox().netns())) {
            namespaces.set(inside, record.sysctls());
        }
        var sandbox = record.sandbox().withReadiness(spec.readiness());
        if (!sandbox.equals(record.sandbox())) {
            table.put(record.with(sandbox, record.pending()));
            listeners.changed(new ReadinessChanged(sandbox));
        }
    }

    private Sandbox open(SandboxSpec spec, HeldNetworks held) {
        try (var rollback = new Rollback()) {
            var planned = planSandbox(spec, held, rollback);
            var record =
                    new SandboxRecord(
                            Phase.OPENING, bootId, planned, spec.ports(), spec.sysctls(), null);
            lastLeases.note(planned.containerId(), planned.endpoints());
            rollback.add(() -> table.remove(planned));
            table.put(record);
            if (planned.kind() == SandboxSpec.Kind.PRIVATE) {
                build(record, rollback);
            }
            listeners.change(new SandboxOpened(planned), new SandboxClosed(planned));
            rollback.add(() -> listeners.changed(new SandboxClosed(planned)));
            table.put(record.with(Phase.OPEN));
            rollback.commit();
            return planned;
        }
    }

    private Sandbox planSandbox(SandboxSpec spec, HeldNetworks held, Rollback rollback) {
        var planned = new ArrayList<Endpoint>();
        boolean ipv6 = !Namespaces.switchIpv6Off(spec.sysctls());
        for (var wanted : spec.endpoints()) {
            var container =
                    EndpointPlanner.Container.of(
                                    spec.containerId(),
                                    spec.containerName(),
                                    spec.hostname(),
                                    planned)
                            .reserving(InterfaceNames.named(spec.endpoints()))
                            .withIpv6(ipv6);
            var entry = held.get(wanted);
            EndpointChecks.checkTwice(planned, entry.network(), spec.containerName());
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
                spec.dns(),
                spec.readiness());
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
                var network = networks.of(endpoint);
                var planned = network.planned();
                rollback.add(() -> planned.detach(endpoint));
                rollback.add(() -> planned.quiesce(endpoint, sandbox.netns()));
                if (mixed) {
                    namespaces.allowIpv6(inside, endpoint);
                }
                boolean translated = gateways.translate(sandbox, endpoint, network);
                planned.attach(endpoint, translated, inside, NoLinks.VIEW);
            }
            Routes.set(inside, gateways, Routes.NONE);
            namespaces.set(inside, record.sysctls());
        }
        var wanted = rules.of(sandbox);
        rollback.add(() -> firewall.withdraw(wanted));
        firewall.admit(wanted);
    }

    public void close(String containerId, boolean inhabited) {
        var lock = table.lock(containerId);
        lock.lock();
        try {
            table.find(containerId).ifPresent(record -> close(record, inhabited));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a sandbox down; the caller holds its container's lock. Failed steps are retried later.
     */
    public void close(SandboxRecord record) {
        close(record, false);
    }

    /** {@code inhabited} means that processes remain in the namespace, which keeps its links. */
    private void close(SandboxRecord record, boolean inhabited) {
        var sandbox = record.sandbox();
        table.close(record);
        Deque<Runnable> steps = new ArrayDeque<>();
        steps.add(() -> listeners.changed(new SandboxClosed(sandbox)));
        if (sandbox.kind() == SandboxSpec.Kind.PRIVATE) {
            for (var endpoint : sandbox.endpoints()) {
                networks.byId(endpoint.networkId())
                        .map(NetworkEntry::planned)
                        .ifPresent(planned -> {
                            steps.add(() -> planned.quiesce(endpoint, sandbox.netns()));
                            steps.add(() -> takeAway(planned, endpoint, inhabited));
                        });
            }
            var admitted = rules.of(sandbox);
            steps.add(() -> firewall.withdraw(admitted)); // after that, its processes cannot send
            steps.add(() -> namespaces.delete(sandbox.netns()));
        }
        Steps.runAll(steps);
        forget(sandbox);
    }

    private static void takeAway(PlannedNetwork planned, Endpoint endpoint, boolean inhabited) {
        if (inhabited) {
            planned.discard(endpoint);
        } else {
            planned.detach(endpoint);
        }
    }

    /** Forgets the record, and then releases what only this process knows of. */
    private void forget(Sandbox sandbox) {
        table.remove(sandbox);
        for (var endpoint : sandbox.endpoints()) {
            networks.byId(endpoint.networkId())
                    .ifPresent(entry -> endpoints.release(endpoint, entry));
        }
        ports.allocator().release(sandbox.ports(), sandbox.containerId());
    }

    public void rename(String containerId, String name) {
        var lock = table.lock(containerId);
        lock.lock();
        try {
            var record = table.find(containerId);
            if (record.isPresent()) {
                var sandbox = renamed(record.get().sandbox(), name);
                table.put(record.get().with(sandbox, record.get().pending()));
                listeners.changed(new SandboxRenamed(sandbox));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets the readiness of a container. Ignored for stopped and stopping ones, which cannot become
     * ready again.
     */
    public void ready(String containerId, Readiness readiness) {
        var lock = table.lock(containerId);
        lock.lock();
        try {
            var record = table.find(containerId).filter(r -> r.phase() == Phase.OPEN);
            var before = record.map(r -> r.sandbox().readiness()).orElse(readiness);
            if (before != readiness && before != Readiness.STOPPING) {
                var sandbox = record.orElseThrow().sandbox().withReadiness(readiness);
                table.put(record.get().with(sandbox, record.get().pending()));
                listeners.changed(new ReadinessChanged(sandbox));
            }
        } finally {
            lock.unlock();
        }
    }

    private static Sandbox renamed(Sandbox sandbox, String name) {
        var endpoints =
                sandbox.endpoints().stream()
                        .map(e ->
                                e.dnsNames().isEmpty()
                                        ? e
                                        : e.withDnsNames(
                                                Endpoint.dnsNames(
                                                        name,
                                                        e.aliases(),
                                                        sandbox.containerId(),
                                                        sandbox.hostname())))
                        .toList();
        return sandbox.withName(name, endpoints);
    }
}
