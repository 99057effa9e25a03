package naru.network.change;

import naru.network.desired.SandboxTable;
import naru.network.firewall.Firewall;
import naru.network.firewall.SandboxRules;
import naru.network.model.NaruException;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.plan.Gateways;
import naru.network.plan.PortPlanner;
import naru.network.plan.RulesPlanner;
import naru.network.publish.PortRequest;
import naru.network.publish.PortSelection;
import naru.network.publish.PublishedPort;
import naru.network.record.SandboxRecord;
import naru.network.undo.Rollback;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Publishes and unpublishes ports of open sandboxes. Each change holds the lock of its container.
 */
public final class LivePorts {
    private final SandboxTable table;
    private final PortPlanner ports;
    private final RulesPlanner rules;
    private final Firewall firewall;
    private final Consumer<Sandbox> settle;
    private final Consumer<Sandbox> changed;

    /**
     * {@code settle} updates the bridge ports of a sandbox that begins or ceases to publish; {@code
     * changed} receives sandboxes whose ports have changed.
     */
    public LivePorts(
            SandboxTable table,
            PortPlanner ports,
            RulesPlanner rules,
            Firewall firewall,
            Consumer<Sandbox> settle,
            Consumer<Sandbox> changed) {
        this.table = table;
        this.ports = ports;
        this.rules = rules;
        this.firewall = firewall;
        this.settle = settle;
        this.changed = changed;
    }

    public List<PublishedPort> publish(String containerId, List<PortRequest> requests) {
        var lock = table.lock(containerId);
        lock.lock();
        try (var rollback = new Rollback()) {
            var record = table.running(containerId);
            var before = record.sandbox();
            var gateways = Gateways.choose(before.endpoints());
            check(before, gateways);
            var added =
                    ports.plan(requests, gateways, containerId, before.containerName(), rollback);
            var wishes = new ArrayList<>(record.requests());
            wishes.addAll(requests);
            var all = new ArrayList<>(before.ports());
            all.addAll(added);
            rollback.add(() -> table.put(record));
            move(record, record.withPorts(before.withPorts(all), wishes), rollback);
            rollback.commit();
            changed.accept(before.withPorts(all));
            return added;
        } finally {
            lock.unlock();
        }
    }

    private static void check(Sandbox sandbox, Gateways gateways) {
        if (sandbox.kind() != SandboxSpec.Kind.PRIVATE) {
            throw new NaruException.Conflict(
                    "container %s has no network of its own: its ports are those of the host"
                            .formatted(sandbox.containerName()));
        }
        if (gateways.equals(Routes.NONE)) {
            throw new NaruException.Conflict(
                    "container %s is on no network that leads out: connect it to one first"
                            .formatted(sandbox.containerName()));
        }
    }

    /** The withdrawn requests. */
    public List<PortRequest> unpublish(String containerId, PortSelection selection) {
        var lock = table.lock(containerId);
        lock.lock();
        try (var rollback = new Rollback()) {
            var record = table.running(containerId);
            var before = record.sandbox();
            var gone = before.ports().stream().filter(selection::names).toList();
            var withdrawn = withdrawn(record.requests(), selection, !gone.isEmpty());
            if (gone.isEmpty() && withdrawn.isEmpty()) {
                throw new NaruException.NotFound(
                        "port %s of container %s is not published"
                                .formatted(selection, before.containerName()));
            }
            var left = new ArrayList<>(before.ports());
            left.removeAll(gone);
            var wishes = new ArrayList<>(record.requests());
            wishes.removeAll(withdrawn);
            rollback.add(() -> table.put(record));
            move(record, record.withPorts(before.withPorts(left), wishes), rollback);
            rollback.commit();
            changed.accept(before.withPorts(left));
            ports.allocator().release(gone, containerId);
            return withdrawn;
        } finally {
            lock.unlock();
        }
    }

    /** A request for any port is selected only if no other one matches. */
    static List<PortRequest> withdrawn(
            List<PortRequest> requests, PortSelection selection, boolean published) {
        var named = requests.stream().filter(selection::names).toList();
        var any = requests.stream().filter(selection::mayName).toList();
        if (selection.hostPort() == 0) {
            var all = new ArrayList<>(named);
            all.addAll(any);
            return all;
        }
        return named.isEmpty() && published ? any : named;
    }

    private void move(SandboxRecord from, SandboxRecord to, Rollback rollback) {
        table.put(to);
        SandboxRules old = rules.ports(from.sandbox());
        SandboxRules fresh = rules.ports(to.sandbox());
        rollback.add(() -> firewall.replace(fresh, old));
        firewall.replace(old, fresh);
        if (from.sandbox().ports().isEmpty() != to.sandbox().ports().isEmpty()) {
            rollback.add(() -> settle.accept(from.sandbox()));
            settle.accept(to.sandbox());
        }
    }
}
