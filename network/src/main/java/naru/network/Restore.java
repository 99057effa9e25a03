package naru.network;

import naru.network.address.Prefix;
import naru.network.desired.NetworkEntry;
import naru.network.model.NaruException;
import naru.network.model.SandboxSpec;
import naru.network.plan.EndpointPlanner;
import naru.network.plan.Predefined;
import naru.network.record.SandboxRecord;
import naru.network.record.SandboxRecord.Phase;
import naru.network.settings.DefaultBridge;
import naru.network.settings.NetworkSettings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The start: reconciles the host with the journal. For one use. */
record Restore(NetworkSettings settings, NetworkComponents components) {
    /**
     * @param containerIsAlive by container id
     */
    void run(Predicate<String> containerIsAlive) {
        components.namespaces().prepare();
        components.forwarding().allow();
        components.keeper().load();
        components.lastLeases().load();
        var gone = adopt(containerIsAlive);
        components.virtuals().load(components.table().open());
        checkDefaultBridge();
        announce();
        components.reconciler().clean();
        components.keeper().makePredefined(Predefined.specs(settings.bridge(), this::addresses));
        restoreFirewall();
        gone.forEach(this::forget);
        components.reconciler().repair(true);
    }

    /** A bridge of another name is created by another process. */
    private void checkDefaultBridge() {
        var device = settings.bridge().device();
        boolean ours = device.equals(DefaultBridge.DOCKER0) || device.equals(DefaultBridge.NONE);
        if (!ours && components.host().link(device).isEmpty()) {
            throw new NaruException.HostFailure(
                    "bridge device with non default name %s must be created manually"
                            .formatted(device));
        }
    }

    /** The name server resumes first; repairs of the host can wait that long. */
    private void announce() {
        var networks = components.networks().all().stream().map(NetworkEntry::created).toList();
        var sandboxes = components.table().open();
        components.virtuals().announce();
        components.listeners().tell(listener -> listener.survived(networks, sandboxes));
    }

    private List<Prefix> addresses(String device) {
        var host = components.host();
        return host.link(device).stream()
                .flatMap(link -> host.addresses(link.index()).stream())
                .map(held -> new Prefix(held.address(), held.prefixLength()))
                .toList();
    }

    /** Adopts the sandboxes that still exist, and returns the others. */
    private List<SandboxRecord> adopt(Predicate<String> containerIsAlive) {
        var gone = new ArrayList<SandboxRecord>();
        for (var record : components.table().load()) {
            var sandbox = record.sandbox();
            components.lastLeases().note(sandbox.containerId(), sandbox.endpoints());
            boolean stands =
                    record.bootId().equals(components.bootId())
                            && record.phase() == Phase.OPEN
                            && containerIsAlive.test(sandbox.containerId())
                            && (sandbox.kind() == SandboxSpec.Kind.HOST
                                    || components.namespaces().exists(sandbox.netns()));
            if (stands) {
                components.table().adopt(carried(record));
                if (sandbox.kind() != SandboxSpec.Kind.HOST) {
                    components.namespaces().hold(sandbox.netns());
                }
                sandbox.endpoints()
                        .forEach(e ->
                                components
                                        .networks()
                                        .byId(e.networkId())
                                        .ifPresent(n -> EndpointPlanner.restore(e, n)));
                components
                        .ports()
                        .restore(carried(record).sandbox().ports(), sandbox.containerId());
            } else {
                gone.add(record);
            }
        }
        return gone;
    }

    /** Without the relay, which the configuration may disable, there are no relayed ports. */
    private SandboxRecord carried(SandboxRecord record) {
        if (components.relay().isOn()) {
            return record;
        }
        var ports = new ArrayList<>(record.sandbox().ports());
        components.rules().relayed(record.sandbox()).forEach(one -> ports.remove(one.port()));
        return record.withPorts(record.sandbox().withPorts(ports), record.requests());
    }

    private void forget(SandboxRecord record) {
        var sandbox = record.sandbox();
        for (var endpoint : sandbox.endpoints()) {
            components
                    .networks()
                    .byId(endpoint.networkId())
                    .ifPresent(entry -> entry.planned().detach(endpoint));
        }
        components.table().remove(sandbox);
    }

    /** Installs the desired tables, in one transaction. */
    private void restoreFirewall() {
        for (var record : components.table().all()) {
            components.firewall().admit(components.rules().of(record.sandbox()));
        }
        var complete = components.keeper().complete();
        components.keeper().repair(complete, components.host().snapshot());
        components.firewall().start();
    }
}
