package naru.network;

import naru.network.address.Prefix;
import naru.network.change.LiveEndpoints;
import naru.network.change.LivePorts;
import naru.network.change.NetworkKeeper;
import naru.network.change.Sandboxes;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.driver.Driver;
import naru.network.driver.DriverFactory;
import naru.network.event.EventSource;
import naru.network.event.NetworkEvent;
import naru.network.event.NetworkListener;
import naru.network.event.NetworkSnapshot;
import naru.network.firewall.Firewall;
import naru.network.host.Host;
import naru.network.journal.Journal;
import naru.network.model.Attached;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.NetworkSpec;
import naru.network.model.PeerEndpoint;
import naru.network.model.PoolUsage;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.plan.CreationNotes;
import naru.network.plan.EndpointChecks;
import naru.network.plan.EndpointPlanner;
import naru.network.plan.NetworkPlanner;
import naru.network.plan.PortPlanner;
import naru.network.publish.PortRequest;
import naru.network.publish.PortSelection;
import naru.network.publish.PublishedPort;
import naru.network.reconcile.HostReconciler;
import naru.network.reconcile.RefusedFrames;
import naru.network.reconcile.Watcher;
import naru.network.record.SandboxRecord;
import naru.network.record.SandboxRecord.Phase;
import naru.network.relay.Relay;
import naru.network.settings.DefaultBridge;
import naru.network.settings.NetworkSettings;
import naru.network.shared.NoSharedNetworks;
import naru.network.shared.SharedNetworks;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The entry point: networks, and the sandboxes of running containers. For any thread; calls for
 * different containers run concurrently.
 *
 * <p>A tour. {@link NetworkPlanner} converts a {@link NetworkSpec} to a {@link Network} with all
 * defaults resolved, {@link EndpointPlanner} and {@link PortPlanner} do the same for an endpoint
 * and its ports; neither changes the host. {@link NetworkKeeper}, {@link Sandboxes} and, for
 * running containers, {@link LiveEndpoints} and {@link LivePorts} carry plans out: they write the
 * intention to the {@link Journal}, have a {@link naru.network.driver.PlannedNetwork} and the
 * {@link Firewall} change the kernel, and confirm. Each step registers its undo ({@link Rollback}),
 * so a failure leaves the host unchanged. After a crash, {@link #restore} reads the journal and
 * {@link HostReconciler} reconciles the host with it: tagged objects that are not desired are
 * removed, missing ones are restored. From then on a {@link Watcher} calls the reconciler whenever
 * the kernel reports a foreign change to Naru's objects.
 */
public final class Networks {
    private static final String NOT_SHARED = "this host shares no networks with others";

    private final NetworkSettings settings;
    private final NetworkComponents components;
    private final NetworkTable networks;
    private final SandboxTable table;
    private final RefusedFrames refused;
    private volatile @Nullable Watcher watcher;

    /**
     * Creates the components; nothing is read or changed before {@link #restore}.
     *
     * @param drivers such as {@link BuiltInDrivers#factories}; each name once
     */
    public Networks(
            NetworkSettings settings,
            Journal journal,
            Host host,
            Clock clock,
            RandomGenerator random,
            List<DriverFactory> drivers) {
        this(settings, journal, host, clock, random, drivers, new NoSharedNetworks(NOT_SHARED));
    }

    /**
     * The same on one of several hosts.
     *
     * @param shared networks that other hosts have as well
     */
    public Networks(
            NetworkSettings settings,
            Journal journal,
            Host host,
            Clock clock,
            RandomGenerator random,
            List<DriverFactory> drivers,
            SharedNetworks shared) {
        this.settings = settings;
        components = NetworkComponents.of(settings, journal, host, clock, random, drivers, shared);
        networks = components.networks();
        table = components.table();
        refused =
                new RefusedFrames(
                        host, components.firewall(), networks, table, components.listeners());
        components.listeners().afterFailure(this::lookSoon);
        components.relay().afterEnd(this::lookSoon);
    }

    /**
     * Reads the journal and reconciles the host with it: leftovers are removed, missing objects
     * restored, and sandboxes of dead containers closed. The networks {@code bridge}, {@code host}
     * and {@code none} exist afterwards. From then on foreign changes are repaired.
     *
     * @param containerIsAlive by container id
     */
    public void restore(Predicate<String> containerIsAlive) {
        new Restore(settings, components).run(containerIsAlive);
        var present = networks.all().stream().map(NetworkEntry::created).toList();
        components.listeners().restored(present, table.open());
        var watching =
                new Watcher(
                        components.host(),
                        components.repairQueue()::add,
                        components.repairQueue()::add,
                        components.namespaces().directory(),
                        components.repairQueue()::add,
                        components.reconciler()::repair);
        watcher = watching;
        refused.start();
        lookSoon(); // changes since the restore's snapshot were not reported
    }

    /** Compares the host with the desired state and repairs it; changes nothing if it matches. */
    public void reconcile() {
        components.reconciler().repair(true);
    }

    /** Stops monitoring the kernel. Networks and sandboxes remain. */
    public void stop() {
        if (watcher != null) {
            watcher.close();
        }
        refused.close();
        components.firewall().stop();
        components.drivers().forEach(Driver::close);
        components.namespaces().close();
        components.listeners().events().close();
    }

    /** The control socket of the relay of published ports. */
    public static Path relaySocket(Path execRoot) {
        return execRoot.resolve(Relay.SOCKET);
    }

    /** Adds a listener; before {@link #restore}, so that it is notified of everything. */
    public void addListener(NetworkListener listener) {
        components.listeners().add(listener);
    }

    /**
     * A numbered log of every change from {@link #restore} on, with snapshots to start from.
     * Consumers are notified after a change has taken effect; a participant that may reject one is
     * a {@link NetworkListener}.
     */
    public EventSource<NetworkEvent, NetworkSnapshot> events() {
        return components.listeners().events();
    }

    /**
     * Creates a network.
     *
     * @throws naru.network.model.NaruException.Invalid naming every error in the spec
     * @throws naru.network.model.NaruException.Conflict if the name is in use
     * @throws naru.network.model.NaruException.Forbidden if pools or bridges overlap
     */
    public Network create(NetworkSpec spec) {
        return orRepaired(() -> components.keeper().create(spec));
    }

    /** Notes about {@code network} where it deviates from {@code spec}, and its current trouble. */
    public List<String> notes(NetworkSpec spec, Network network) {
        var notes = new ArrayList<>(CreationNotes.of(spec, network));
        trouble(network.id()).ifPresent(notes::add);
        return notes;
    }

    /**
     * Deletes a network, named as {@link #get} does.
     *
     * @throws naru.network.model.NaruException.Forbidden if containers are attached, or for a
     *     predefined network
     */
    public void delete(String reference) {
        orRepaired(() -> {
            components.keeper().delete(reference);
            return true;
        });
    }

    /**
     * Adds a network whose definition has appeared in the store of all hosts. A present one is not
     * an error.
     */
    public void adopt(Network network) {
        components.keeper().adopt(network);
    }

    /**
     * Removes a network whose definition has disappeared. An absent one is not an error.
     *
     * @throws naru.network.model.NaruException.Forbidden if containers of this host are attached
     */
    public void abandon(NetworkId network) {
        components.keeper().abandon(network);
    }

    /**
     * Takes over changes of endpoints of other hosts: those that are gone, and then those that are
     * new or different. Repetition changes nothing. One thread at a time. Before {@link #restore}
     * only listeners are notified.
     */
    public void changePeers(Network network, List<PeerEndpoint> gone, List<PeerEndpoint> present) {
        components.peers().change(network, gone, present);
    }

    /** The hosts with endpoints on a shared network; empty for a network of this host. */
    public List<SharedNetworks.Peer> peers(NetworkId network) {
        return networks.get(network.value()).network().isShared()
                ? components.shared().peers(network)
                : List.of();
    }

    /** Finds by full id, then by name, then by a unique prefix of an id. */
    public Optional<Network> find(String reference) {
        return networks.find(reference).map(NetworkEntry::network);
    }

    /**
     * Like {@link #find}, but the network must exist.
     *
     * @throws naru.network.model.NaruException.NotFound with Docker's text
     */
    public Network get(String reference) {
        return networks.get(reference).network();
    }

    /** The default network of containers. */
    public String defaultName() {
        return settings.bridge().device().equals(DefaultBridge.NONE) ? "none" : "bridge";
    }

    /** Every network, oldest first. */
    public List<Network> list() {
        return networks.all().stream().map(NetworkEntry::network).toList();
    }

    /**
     * Whether ports of a network's containers can be published on the host. Containers on a LAN are
     * reached at their own addresses; those on shared networks by a second interface.
     */
    public boolean publishes(NetworkId network) {
        var entry = networks.get(network.value());
        boolean outward = entry.network().isShared() && !entry.network().internal();
        return outward || entry.traits().publishing().possible();
    }

    /** Why containers of a network are currently unreachable, as text for users, if they are. */
    public Optional<String> trouble(NetworkId network) {
        return networks.get(network.value())
                .planned()
                .trouble()
                .or(() -> components.troubles().of(network));
    }

    /** The attached endpoints, by container id. */
    public List<Attached> endpoints(NetworkId network) {
        return table.endpoints(network);
    }

    /** The frames that anti-spoofing has dropped, by the endpoint that sent them. */
    public Map<EndpointId, Long> refused() {
        return refused.counts();
    }

    /**
     * Claims ports of the host for a server of the host, so that no container can publish them.
     *
     * @param server its description for messages
     * @throws NaruException.Conflict naming the container that has published one
     */
    public void reservePorts(List<PublishedPort> ports, String server) {
        components.ports().reserve(ports, server);
    }

    /** Releases ports that {@link #reservePorts} has claimed; others are ignored. */
    public void unreservePorts(List<PublishedPort> ports, String server) {
        components.ports().unreserve(ports, server);
    }

    /** Whether the host has IPv6, tested with its loopback address. */
    public boolean hasIpv6() {
        return components.ports().hasIpv6();
    }

    /** The usage of a network's pools, in their order. */
    public Map<Prefix, PoolUsage> usage(NetworkId network) {
        var usage = new LinkedHashMap<Prefix, PoolUsage>();
        networks.get(network.value())
                .pools()
                .forEach(pool -> usage.put(pool.subnet(), pool.usage()));
        return usage;
    }

    /**
     * Checks the settings of an endpoint before a container starts, as far as possible.
     *
     * @throws naru.network.model.NaruException.Invalid beginning {@code invalid config for network}
     * @throws naru.network.model.NaruException.NotFound if the network does not exist
     */
    public void check(EndpointSpec spec) {
        var entry = networks.get(spec.network());
        EndpointChecks.check(entry.network(), spec);
        entry.options(spec); // checks them
    }

    /**
     * Reserves the addresses in {@code spec} for a running or stopped container: another one gets
     * them only on explicit request, or if nothing else is free. In memory only; the caller repeats
     * it after a restart.
     */
    public void remember(String containerId, EndpointSpec spec) {
        components.lastLeases().remember(containerId, spec);
    }

    /** Removes the addresses of a removed container. */
    public void forget(String containerId) {
        var lock = table.lock(containerId);
        lock.lock();
        try {
            components.lastLeases().forget(containerId);
        } finally {
            lock.unlock();
        }
    }

    /** Removes the addresses of containers that no longer exist. */
    public void retain(Predicate<String> exists) {
        components.lastLeases().retain(exists);
    }

    /**
     * Opens the sandbox of a starting container: namespace, every endpoint and every published
     * port, or nothing.
     */
    public Sandbox open(SandboxSpec spec) {
        return orRepaired(() -> {
            var complete = components.gateway().complete(spec);
            return components.host().together(() -> components.sandboxes().open(complete));
        });
    }

    /**
     * Waits until a container can send packets: the kernel brings links into service some time
     * after their creation, and drops earlier packets. Times out after a second.
     */
    public void awaitPassage(String containerId) {
        table.find(containerId)
                .map(SandboxRecord::sandbox)
                .ifPresent(
                        sandbox -> components.linkReadiness().await(sandbox, sandbox.endpoints()));
    }

    /**
     * The sandbox of a restarting container that has outlived its last run because other containers
     * share its namespace, with its addresses, ports and names. Empty if there is none; then {@link
     * #open} creates one.
     */
    public Optional<Sandbox> resume(SandboxSpec spec) {
        return orRepaired(
                () -> components.host().together(() -> components.sandboxes().resume(spec)));
    }

    /** Closes the sandbox of a stopped container. A missing one is not an error. */
    public void close(String containerId) {
        close(containerId, false);
    }

    /** The same while other containers share the namespace: they are disconnected at once. */
    public void cutOff(String containerId) {
        close(containerId, true);
    }

    private void close(String containerId, boolean inhabited) {
        orRepaired(() -> {
            components.sandboxes().close(containerId, inhabited);
            return true;
        });
    }

    /** Attaches a running container to one more network. */
    public Endpoint attach(String containerId, EndpointSpec spec) {
        return orRepaired(() ->
                components
                        .host()
                        .together(() -> {
                            var endpoint = components.endpoints().attach(containerId, spec);
                            components.gateway().settle(containerId);
                            return endpoint;
                        }));
    }

    /** Detaches a running container from a network. */
    public void detach(String containerId, NetworkId network) {
        orRepaired(() ->
                components
                        .host()
                        .together(() -> {
                            components.endpoints().detach(containerId, network);
                            components.gateway().settle(containerId);
                            return true;
                        }));
    }

    /**
     * Publishes further ports of a running container, all of them or none.
     *
     * @throws naru.network.model.NaruException.HostFailure naming the owner of a port that is in
     *     use
     */
    public List<PublishedPort> publish(String containerId, List<PortRequest> requests) {
        return orRepaired(() ->
                components
                        .host()
                        .together(() -> components.livePorts().publish(containerId, requests)));
    }

    /**
     * Unpublishes ports of a running container; their connections end.
     *
     * @return the withdrawn requests
     * @throws naru.network.model.NaruException.NotFound if there is no such port
     */
    public List<PortRequest> unpublish(String containerId, PortSelection selection) {
        return orRepaired(() ->
                components
                        .host()
                        .together(() -> components.livePorts().unpublish(containerId, selection)));
    }

    /** The open sandbox of a container. */
    public Optional<Sandbox> sandbox(String containerId) {
        return table.find(containerId)
                .filter(record -> record.phase() == Phase.OPEN)
                .map(SandboxRecord::sandbox);
    }

    /** Every open sandbox, in no particular order. */
    public List<Sandbox> sandboxes() {
        return table.open();
    }

    /** Sets the new name of a container in its open sandbox, if any. */
    public void rename(String containerId, String name) {
        components.sandboxes().rename(containerId, name);
    }

    /**
     * Sets whether a container is serving. A container that is not serving is removed from shared
     * DNS names and receives no new connections through virtual addresses. Ignored without a
     * sandbox or without a change.
     */
    public void ready(String containerId, Readiness readiness) {
        components.sandboxes().ready(containerId, readiness);
    }

    /**
     * Schedules a reconcile when a change failed half-way rather than being rejected: a step or its
     * rollback may have failed, which would otherwise be detected within a minute.
     */
    private <T> T orRepaired(Supplier<T> change) {
        try {
            return change.get();
        } catch (RuntimeException failure) {
            boolean refused = failure instanceof NaruException;
            if (!refused || failure.getSuppressed().length > 0) {
                lookSoon();
            }
            throw failure;
        }
    }

    private void lookSoon() {
        components.repairQueue().addAll();
        if (watcher != null) {
            watcher.call();
        }
    }
}
