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
 * The front door: networks, and the sandboxes of running containers. Callable from any thread;
 * calls for different containers run side by side.
 *
 * <p>A tour. {@link NetworkPlanner} turns a {@link NetworkSpec} into a {@link Network} with every
 * choice made, {@link EndpointPlanner} and {@link PortPlanner} do the same for an endpoint and its
 * ports; neither touches the host. {@link NetworkKeeper}, {@link Sandboxes} and, for containers
 * that run, {@link LiveEndpoints} and {@link LivePorts} carry plans out: they write the intention
 * to the {@link Journal}, have a {@link naru.network.driver.PlannedNetwork} and the {@link
 * Firewall} change the kernel, and confirm. Each step brings its undoing with it ({@link
 * Rollback}), so a failure leaves the host as it was. When the process dies in between, {@link
 * #restore} reads the journal and {@link HostReconciler} makes the host agree with it: what carries
 * our tag and is not wanted goes, what is wanted and missing comes back. From then on a {@link
 * Watcher} calls the reconciler whenever the kernel says that somebody changed something of ours.
 */
public final class Networks {
    private final NetworkSettings settings;
    private final Parts parts;
    private final NetworkTable networks;
    private final SandboxTable table;
    private final RefusedFrames refused;
    private volatile @Nullable Watcher watcher;

    /**
     * Builds the parts; nothing is read or changed before {@link #restore}.
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
        this.settings = settings;
        parts = Parts.of(settings, journal, host, clock, random, drivers);
        networks = parts.networks();
        table = parts.table();
        refused = new RefusedFrames(host, parts.firewall(), networks, table);
        parts.listeners().afterFailure(this::lookSoon);
        parts.relay().afterEnd(this::lookSoon);
    }

    /**
     * Reads the journal and makes the host agree with it: leftovers go, what is missing comes back,
     * sandboxes of containers that are not alive are closed. The networks {@code bridge}, {@code
     * host} and {@code none} exist afterwards. From then on changes from outside are repaired.
     *
     * @param containerIsAlive by container id
     */
    public void restore(Predicate<String> containerIsAlive) {
        new Restore(settings, parts).run(containerIsAlive);
        parts.listeners().restored(list(), table.open());
        var watching =
                new Watcher(
                        parts.host(),
                        parts.suspects()::matters,
                        parts.suspects()::matters,
                        parts.namespaces().directory(),
                        parts.suspects()::matters,
                        parts.reconciler()::repair);
        watcher = watching;
        refused.start();
        lookSoon(); // what has happened since the restore looked, nobody has told
    }

    /**
     * Compares the host with what it should be and repairs it; changes nothing when all is right.
     */
    public void reconcile() {
        parts.reconciler().repair(true);
    }

    /** Stops watching the kernel. Networks and sandboxes stay as they are. */
    public void stop() {
        if (watcher != null) {
            watcher.close();
        }
        refused.close();
        parts.firewall().stop();
        parts.drivers().forEach(Driver::close);
        parts.namespaces().close();
        parts.listeners().events().close();
    }

    /** Where the relay of published ports takes its orders. */
    public static Path relaySocket(Path execRoot) {
        return execRoot.resolve(Relay.SOCKET);
    }

    /** Adds a listener; before {@link #restore}, so that it hears of everything. */
    public void addListener(NetworkListener listener) {
        parts.listeners().add(listener);
    }

    /**
     * Every change from {@link #restore} on, numbered, with a snapshot to start from. Consumers
     * read after the change has taken effect; a participant that may refuse one is a {@link
     * NetworkListener}.
     */
    public EventSource<NetworkEvent, NetworkSnapshot> events() {
        return parts.listeners().events();
    }

    /**
     * Creates a network.
     *
     * @throws naru.network.model.NaruException.Invalid naming every fault of the spec
     * @throws naru.network.model.NaruException.Conflict when the name is taken
     * @throws naru.network.model.NaruException.Forbidden when pools or bridges overlap
     */
    public Network create(NetworkSpec spec) {
        return orRepaired(() -> parts.keeper().create(spec));
    }

    /** What {@code network} has made of {@code spec} otherwise than its words suggest. */
    public List<String> notes(NetworkSpec spec, Network network) {
        var notes = new ArrayList<>(CreationNotes.of(spec, network));
        trouble(network.id()).ifPresent(notes::add);
        return notes;
    }

    /**
     * Deletes a network, named as {@link #get} does.
     *
     * @throws naru.network.model.NaruException.Forbidden when containers are attached, or for a
     *     predefined network
     */
    public void delete(String reference) {
        orRepaired(() -> {
            parts.keeper().delete(reference);
            return true;
        });
    }

    /**
     * Finds by full id, then by name, then by the beginning of an id that fits one network only.
     */
    public Optional<Network> find(String reference) {
        return networks.find(reference).map(NetworkEntry::network);
    }

    /**
     * Like {@link #find}, but a network must be there.
     *
     * @throws naru.network.model.NaruException.NotFound with Docker's text
     */
    public Network get(String reference) {
        return networks.get(reference).network();
    }

    /** The network of containers that name none. */
    public String defaultName() {
        return settings.bridge().device().equals(DefaultBridge.NONE) ? "none" : "bridge";
    }

    /** Every network, oldest first. */
    public List<Network> list() {
        return networks.all().stream().map(NetworkEntry::network).toList();
    }

    /**
     * Whether a port of the host can lead to containers of a network. Those on a LAN of their own
     * are reached at their own addresses.
     */
    public boolean publishes(NetworkId network) {
        return networks.get(network.value()).planned().publishes();
    }

    /** What keeps containers of a network from being reached now, for people, if anything. */
    public Optional<String> trouble(NetworkId network) {
        return networks.get(network.value())
                .planned()
                .trouble()
                .or(() -> parts.troubles().of(network));
    }

    /** Who is attached now, by container id. */
    public List<Attached> endpoints(NetworkId network) {
        return table.endpoints(network);
    }

    /** The frames that anti-spoofing has dropped, by the endpoint that sent them. */
    public Map<EndpointId, Long> refused() {
        return refused.counts();
    }

    /** How full the pools of a network are, in the order in which the network lists them. */
    public Map<Prefix, PoolUsage> usage(NetworkId network) {
        var usage = new LinkedHashMap<Prefix, PoolUsage>();
        networks.get(network.value())
                .pools()
                .forEach(pool -> usage.put(pool.subnet(), pool.usage()));
        return usage;
    }

    /**
     * Checks the settings of an attachment before a container starts, as far as they can be judged
     * without one.
     *
     * @throws naru.network.model.NaruException.Invalid beginning {@code invalid config for network}
     * @throws naru.network.model.NaruException.NotFound when the network is not there
     */
    public void check(EndpointSpec spec) {
        var entry = networks.get(spec.network());
        EndpointChecks.check(entry.network(), spec);
        entry.checkOptions(spec);
    }

    /**
     * Notes the addresses that {@code spec} names for a container that exists, running or not:
     * another one gets them only by name, or when nothing else is free. In memory only; the owner
     * of the containers repeats it after a restart.
     */
    public void remember(String containerId, EndpointSpec spec) {
        parts.lastLeases().remember(containerId, spec);
    }

    /** Forgets the addresses of a container that is removed. */
    public void forget(String containerId) {
        var lock = table.lock(containerId);
        lock.lock();
        try {
            parts.lastLeases().forget(containerId);
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the addresses of all containers but those that exist. */
    public void retain(Predicate<String> exists) {
        parts.lastLeases().retain(exists);
    }

    /**
     * Opens the sandbox of a starting container: namespace, every endpoint and every published
     * port, or nothing at all.
     */
    public Sandbox open(SandboxSpec spec) {
        return orRepaired(() -> parts.host().together(() -> parts.sandboxes().open(spec)));
    }

    /**
     * Waits until the packets of a container pass: the kernel brings links into service some time
     * after they were made, and drops what is sent before. Gives up after a second.
     */
    public void awaitPassage(String containerId) {
        table.find(containerId)
                .map(SandboxRecord::sandbox)
                .ifPresent(sandbox -> parts.passage().await(sandbox, sandbox.endpoints()));
    }

    /**
     * The sandbox of a container that starts again, when it has outlived the last run because other
     * containers live in its namespace: with its addresses, ports and names. Nothing if there is
     * none, and then {@link #open} makes one.
     */
    public Optional<Sandbox> resume(SandboxSpec spec) {
        return orRepaired(() -> parts.host().together(() -> parts.sandboxes().resume(spec)));
    }

    /** Closes the sandbox of a container that has stopped. Nothing to close is no error. */
    public void close(String containerId) {
        close(containerId, false);
    }

    /** Likewise while other containers live on in the namespace: they are cut off at once. */
    public void cutOff(String containerId) {
        close(containerId, true);
    }

    private void close(String containerId, boolean inhabited) {
        orRepaired(() -> {
            parts.sandboxes().close(containerId, inhabited);
            return true;
        });
    }

    /** Attaches a running container to one more network. */
    public Endpoint attach(String containerId, EndpointSpec spec) {
        return orRepaired(
                () -> parts.host().together(() -> parts.endpoints().attach(containerId, spec)));
    }

    /** Detaches a running container from a network. */
    public void detach(String containerId, NetworkId network) {
        orRepaired(() ->
                parts.host()
                        .together(() -> {
                            parts.endpoints().detach(containerId, network);
                            return true;
                        }));
    }

    /**
     * Publishes further ports of a running container, all of them or none.
     *
     * @throws naru.network.model.NaruException.HostFailure when a port is taken, and by whom
     */
    public List<PublishedPort> publish(String containerId, List<PortRequest> requests) {
        return orRepaired(() ->
                parts.host().together(() -> parts.livePorts().publish(containerId, requests)));
    }

    /**
     * Ceases to publish ports of a running container; connections by them end.
     *
     * @return what had been asked for once and is no more
     * @throws naru.network.model.NaruException.NotFound when there is no such port
     */
    public List<PortRequest> unpublish(String containerId, PortSelection selection) {
        return orRepaired(() ->
                parts.host().together(() -> parts.livePorts().unpublish(containerId, selection)));
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

    /** Gives the sandbox of a container, if one is open, the container's new name. */
    public void rename(String containerId, String name) {
        parts.sandboxes().rename(containerId, name);
    }

    /**
     * Says whether a container takes new work. One that does not leaves the names that it shares
     * with others, and gets no new connections by their virtual addresses. Without a sandbox, or
     * when that is known already, nothing changes.
     */
    public void ready(String containerId, Readiness readiness) {
        parts.sandboxes().ready(containerId, readiness);
    }

    /**
     * Has the host looked at soon when a change was not refused but broke off: a step, or the
     * undoing of one, may have failed, and nobody else would notice for a minute.
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
        parts.suspects().all();
        if (watcher != null) {
            watcher.call();
        }
    }
}
