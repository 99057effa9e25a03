package naru.container.change;

import naru.container.config.EndpointSettings;
import naru.container.plan.EndpointLabels;
import naru.container.plan.EndpointPlan;
import naru.container.plan.NetworkPlan;
import naru.container.run.ContainerComponents;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.store.ContainerRecord;
import naru.network.model.NaruException;
import naru.network.model.Network;

import java.util.TreeMap;

/** Adds and takes away endpoints of one container, whose lock the caller holds. */
public final class EndpointChanges {
    private final ContainerComponents parts;
    private final ContainerEntry container;

    EndpointChanges(ContainerComponents parts, ContainerEntry container) {
        this.parts = parts;
        this.container = container;
    }

    void connect(String networkRef, EndpointSettings settings) {
        var network = parts.networks().get(networkRef);
        var record = container.record;
        checkConnect(network, record);
        var configured = withOwnMac(settings.configuration(), network, record);
        var spec = EndpointPlan.spec(network.name(), configured, EndpointLabels.of(record));
        EndpointLabels.drain(spec.driverOptions());
        parts.networks().check(spec);
        var networks = new TreeMap<>(record.networks());
        networks.put(network.name(), configured);
        if (hasSandbox()) {
            parts.networks().attach(container.id, spec);
        }
        try {
            parts.table().update(container, record.withNetworks(networks));
            parts.networks().remember(container.id, spec);
        } catch (RuntimeException failure) {
            Cleanup.attempt(() -> parts.networks().detach(container.id, network.id()));
            throw failure;
        }
    }

    /**
     * The container's own MAC address belongs to its main network: Compose 1.29 creates a container
     * there, disconnects it and connects it again without the address.
     */
    private static EndpointSettings withOwnMac(
            EndpointSettings settings, Network network, ContainerRecord record) {
        boolean main = record.hostConfig().networkMode().equals(network.name());
        String mac = record.config().macAddress();
        return main && settings.macAddress().isEmpty() ? settings.withMacAddress(mac) : settings;
    }

    private void checkConnect(Network network, ContainerRecord record) {
        if (network.name().equals("host")) {
            throw new NaruException.Invalid(
                    "cannot connect container to host network - container must be created in host"
                            + " network mode");
        }
        if (NetworkPlan.isShared(record) || NetworkPlan.isHost(record)) {
            throw new NaruException.Invalid(
                    "container sharing network namespace with another container or host cannot be"
                            + " connected to any other network");
        }
        boolean none = network.name().equals("none") || record.networks().containsKey("none");
        if (none && !record.networks().isEmpty()) {
            throw new NaruException.Invalid(
                    "container cannot be connected to multiple networks with one of the networks in"
                            + " private (none) mode");
        }
        if (record.networks().containsKey(network.name())) {
            throw new NaruException.Forbidden(
                    "endpoint with name "
                            + record.name()
                            + " already exists in network "
                            + network.name());
        }
    }

    void disconnect(String networkRef) {
        var record = container.record;
        var network = parts.networks().find(networkRef);
        String name = network.map(Network::name).orElse(networkRef);
        if (name.equals("host") && NetworkPlan.isHost(record)) {
            throw new NaruException.Invalid(
                    "cannot disconnect container from host network - container was created in host"
                            + " network mode");
        }
        if (!record.networks().containsKey(name)) {
            if (network.isEmpty()) {
                throw new NaruException.NotFound("network " + networkRef + " not found");
            }
            throw new NaruException.HostFailure(
                    "container "
                            + container.id
                            + " is not connected to "
                            + (container.run().active() ? "network " : "the network ")
                            + name);
        }
        if (hasSandbox() && network.isPresent()) {
            parts.networks().detach(container.id, network.get().id());
        }
        var networks = new TreeMap<>(record.networks());
        networks.remove(name);
        parts.table().update(container, record.withNetworks(networks));
    }

    /** Drops the endpoint of a container that no record knows. */
    public static void dropOrphan(
            ContainerComponents parts, String containerRef, String networkRef) {
        var network = parts.networks().get(networkRef);
        for (var attached : parts.networks().endpoints(network.id())) {
            var sandbox = attached.sandbox();
            if (sandbox.containerId().equals(containerRef)
                    || sandbox.containerName().equals(containerRef)) {
                parts.networks().detach(sandbox.containerId(), network.id());
                return;
            }
        }
        throw new NaruException.NotFound("endpoint " + containerRef + " not found");
    }

    /** While it runs, and while others live in its namespace. */
    private boolean hasSandbox() {
        return parts.networks().sandbox(container.id).isPresent();
    }
}
