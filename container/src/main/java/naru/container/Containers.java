package naru.container;

import naru.container.change.Changes;
import naru.container.change.ContainerCreator;
import naru.container.change.EndpointChanges;
import naru.container.config.CreateRequest;
import naru.container.config.EndpointSettings;
import naru.container.config.ExecRequest;
import naru.container.config.PortBinding;
import naru.container.config.UpdateRequest;
import naru.container.etc.EtcFiles;
import naru.container.event.ContainerEvent;
import naru.container.event.ContainerInfo;
import naru.container.event.ContainerSnapshot;
import naru.container.event.ContainerView;
import naru.container.event.Events;
import naru.container.image.Images;
import naru.container.model.AttachOptions;
import naru.container.model.Attached;
import naru.container.model.Container;
import naru.container.model.ContainerSettings;
import naru.container.model.ContainerStats;
import naru.container.model.Created;
import naru.container.model.CreationAdvisor;
import naru.container.model.DescriptorStore;
import naru.container.model.ExecSession;
import naru.container.model.Exit;
import naru.container.model.FrameStream;
import naru.container.model.LogOptions;
import naru.container.model.ProcessList;
import naru.container.model.StopGate;
import naru.container.model.StopOptions;
import naru.container.model.WaitCondition;
import naru.container.mount.RootFileSystems;
import naru.container.mount.SharedMemory;
import naru.container.mount.VolumeUse;
import naru.container.oci.CgroupName;
import naru.container.plan.EndpointPlan;
import naru.container.run.ContainerComponents;
import naru.container.run.ExecSessions;
import naru.container.run.HealthChecks;
import naru.container.run.LazyValue;
import naru.container.run.Lifecycle;
import naru.container.run.Recovery;
import naru.container.run.SharedNamespaces;
import naru.container.run.Snapshots;
import naru.container.runtime.Cgroups;
import naru.container.runtime.Conmon;
import naru.container.runtime.Counters;
import naru.container.runtime.OciRuntime;
import naru.container.runtime.ProcessTimes;
import naru.container.state.ContainerEntry;
import naru.container.state.ContainerPaths;
import naru.container.state.ContainerTable;
import naru.container.stream.ProcessTable;
import naru.container.stream.Streams;
import naru.container.tar.FileTree;
import naru.container.volume.Volumes;
import naru.linux.Fd;
import naru.linux.Kernel;
import naru.linux.Mounts;
import naru.network.Networks;
import naru.network.event.EventLog;
import naru.network.event.EventSource;
import naru.network.event.NetworkListener;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * The containers of this host. A {@code ref} is a full id, a name with or without a slash in front,
 * or the beginning of an id, looked up in that order. Methods block, may be called by any thread,
 * and throw {@link NaruException}.
 *
 * <p>The tour: {@code ContainerCreator} checks a request and writes it down; {@code Lifecycle}
 * takes a container from state to state; {@code Starter} mounts the root file system, opens the
 * sandbox and has conmon and the OCI runtime start the program; {@code ExitHandler} waits for its
 * end and takes everything down; {@code RestartScheduler} starts it again if its policy says so;
 * {@code Recovery} finds it again when this process was away. {@code ContainerTable} holds them
 * all, in memory and in the journal.
 */
public final class Containers implements AutoCloseable {
    private final ContainerComponents parts;
    private final ContainerCreator creation;
    private final Lifecycle lifecycle;
    private final Recovery recovery;
    private final ExecSessions execs;
    private final HealthChecks health;
    private final Streams streams;
    private final Snapshots snapshots;
    private final Archives archives;
    private final Changes changes;

    /**
     * Reads what there is; changes nothing yet. Before {@link Networks#restore}, which wants to
     * know who {@link #isInhabited}; then call {@link #restore}.
     */
    public Containers(
            ContainerSettings settings,
            Networks networks,
            ContainerRecords records,
            Images images,
            Volumes volumes,
            DescriptorStore descriptors,
            Events events,
            Kernel kernel,
            Clock clock,
            RandomGenerator random) {
        var paths = new ContainerPaths(settings.dataRoot(), settings.execRoot());
        var table = records.table();
        var files = new EtcFiles(settings, paths, networks, table);
        var roots = new RootFileSystems(paths, images, new VolumeUse(volumes, table), kernel);
        try {
            paths.prepare(kernel);
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot prepare " + settings, failure);
        }
        parts =
                new ContainerComponents(
                        paths,
                        table,
                        networks,
                        new SharedNamespaces(networks, table),
                        images,
                        roots,
                        files,
                        new Cgroups(id -> groupOf(table, id)),
                        new SharedMemory(paths, table, new Mounts(kernel)),
                        new LazyValue<>(() -> new Conmon(OciRuntime.probe(paths.runtimeRoot()))),
                        descriptors,
                        new EventLog<>(logId(random), clock, new ContainerView()),
                        events,
                        kernel,
                        clock,
                        ProcessTimes.bootId());
        execs = new ExecSessions(parts, random);
        health = new HealthChecks(parts, execs);
        lifecycle = new Lifecycle(parts, volumes, execs, health);
        streams = new Streams(parts);
        creation = new ContainerCreator(parts, volumes, settings.defaults(), random);
        recovery = new Recovery(parts, lifecycle.exits());
        snapshots = new Snapshots(paths, networks, roots, table, files.links());
        archives = new Archives(parts);
        changes = new Changes(parts);
    }

    private static String groupOf(ContainerTable table, String id) {
        var container = table.get(id);
        return container == null
                ? CgroupName.byDefault(id)
                : CgroupName.of(container.record.hostConfig(), id);
    }

    private static String logId(RandomGenerator random) {
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    /** Keeps the files in {@code /etc} of containers up to date with their networks. */
    public NetworkListener networkListener() {
        return parts.files();
    }

    /** Delays signals that end containers from now on. */
    public void stopsAfter(StopGate gate) {
        lifecycle.stopper().stopsAfter(gate);
    }

    /** Adds the warnings of an advisor to replies to creations from now on. */
    public void advisedBy(CreationAdvisor advisor) {
        creation.advisedBy(advisor);
    }

    /** The events of containers. Empty until {@link #restore}. */
    public EventSource<ContainerEvent, ContainerSnapshot> events() {
        return parts.log();
    }

    /**
     * Whether a container, by its full id, or a member of its network namespace runs; a daemon that
     * was away asks before {@link #restore}.
     */
    public boolean isInhabited(String id) {
        var container = parts.table().get(id);
        return container != null
                && (recovery.isAlive(container.run())
                        || parts.shared().isInhabited(id, each -> recovery.isAlive(each.run())));
    }

    /**
     * What the monitor of a container that runs has kept of {@link DescriptorStore}, or two
     * descriptors of its own when it got none: look before you use them. None when nothing runs.
     * The caller closes them.
     */
    public List<Fd> kept(String id) {
        var container = parts.table().get(id);
        return container == null ? List.of() : recovery.kept(container);
    }

    /**
     * Takes up what an earlier process left: running containers are watched again, those that have
     * ended meanwhile are cleaned up, starts that broke off are rolled back, and policies start
     * what they want started. Call it once, after {@link Networks#restore}.
     */
    public void restore() {
        parts.networks().retain(parts.table()::has);
        parts.log().append(new ContainerEvent.Restored(infos()));
        for (var container : parts.table().all()) {
            EndpointPlan.remember(parts.networks(), container.record);
            recovery.rejoin(container);
        }
        for (var container : List.copyOf(parts.table().all())) {
            var before = container.run();
            recovery.recover(container);
            if (!container.run().active()) {
                lifecycle.atBoot(container, before);
            }
        }
        parts.table().all().forEach(parts.shared()::settle);
        recovery.sweep();
        parts.images().releaseUnused();
        lifecycle.openRestarts();
    }

    private List<ContainerInfo> infos() {
        return parts.table().all().stream()
                .sorted(Comparator.comparing(container -> container.record.created()))
                .map(ContainerEntry::info)
                .toList();
    }

    /** Makes a container that does not run yet; null or an empty name for one of the engine's. */
    public Created create(@Nullable String name, CreateRequest request) {
        return creation.create(name, request);
    }

    public Container find(String ref) {
        return snapshots.of(parts.table().find(ref));
    }

    /** A container as its events describe it. */
    public ContainerInfo info(String ref) {
        return parts.table().find(ref).info();
    }

    /** All containers, the newest first. */
    public List<Container> list() {
        return parts.table().all().stream()
                .map(snapshots::of)
                .sorted(Comparator.comparing(Container::created).reversed())
                .toList();
    }

    /**
     * Starts a container, with its network, or leaves it as it was, with {@code State.Error} set;
     * one that is to be removed at its end is removed then, too. False if it runs already.
     */
    public boolean start(String ref) {
        return lifecycle.start(parts.table().find(ref));
    }

    /** False if it did not run. */
    public boolean stop(String ref, StopOptions options) {
        return lifecycle.stopper().stop(parts.table().find(ref), options);
    }

    /**
     * Sends a signal: a name with or without SIG, or a number; null or empty for SIGKILL. SIGKILL
     * is waited for.
     */
    public void kill(String ref, @Nullable String signal) {
        lifecycle.stopper().kill(parts.table().find(ref), ref, signal);
    }

    public void restart(String ref, StopOptions options) {
        lifecycle.restart(parts.table().find(ref), options);
    }

    /** Suspends all processes of a container by the freezer. */
    public void pause(String ref) {
        lifecycle.freezer().freeze(parts.table().find(ref), true);
    }

    public void unpause(String ref) {
        lifecycle.freezer().freeze(parts.table().find(ref), false);
    }

    /**
     * Removes a container; a running one only with {@code force}. {@code volumes} removes its
     * anonymous volumes with it.
     *
     * @return a warning where running containers lose their network with it
     */
    public List<String> remove(String ref, boolean force, boolean volumes) {
        return lifecycle.remove(parts.table().find(ref), force, volumes);
    }

    /** Removes a link on the default bridge by its name, {@code web/db}. */
    public void removeLink(String name) {
        changes.removeLink(name);
    }

    public void rename(String ref, String newName) {
        changes.rename(parts.table().find(ref), newName);
    }

    /** Changes limits, at once when the container runs, and the restart policy. */
    public List<String> update(String ref, UpdateRequest request) {
        changes.update(parts.table().find(ref), request);
        return List.of();
    }

    /** Adds an endpoint, at once when the container runs, else at its next start. */
    public void connect(String ref, String networkRef, EndpointSettings settings) {
        changes.connect(parts.table().find(ref), networkRef, settings);
    }

    /** Takes an endpoint away. {@code force} also drops one whose container is gone. */
    public void disconnect(String ref, String networkRef, boolean force) {
        ContainerEntry container;
        try {
            container = parts.table().find(ref);
        } catch (NaruException.NotFound gone) {
            if (!force) {
                throw gone;
            }
            EndpointChanges.dropOrphan(parts, ref, networkRef);
            return;
        }
        changes.disconnect(container, networkRef);
    }

    /** Publishes further ports, at once where the container runs. No part of Docker's API. */
    public void publish(String ref, Map<String, @Nullable List<PortBinding>> ports) {
        changes.publish(parts.table().find(ref), ports);
    }

    /**
     * Ceases to publish ports, at once where the container runs. A host side without a number means
     * all of its container port. No part of Docker's API.
     */
    public void unpublish(String ref, Map<String, @Nullable List<PortBinding>> ports) {
        changes.unpublish(parts.table().find(ref), ports);
    }

    /**
     * Registers for an end before it returns; the future completes with it. Cancel the future to
     * stop waiting. For {@link WaitCondition#REMOVED} the exit is the last one.
     */
    public CompletableFuture<Exit> await(String ref, WaitCondition condition) {
        var container = parts.table().find(ref);
        return switch (condition) {
            case NEXT_EXIT -> container.onExit();
            case REMOVED -> container.onRemoval();
            case NOT_RUNNING -> {
                var waiter = container.onExit();
                if (!container.run().active() && !container.run().restarting()) {
                    waiter.complete(container.exit());
                }
                yield waiter;
            }
        };
    }

    public FrameStream logs(String ref, LogOptions options) {
        return streams.logs(parts.table().find(ref), options);
    }

    /**
     * Attaches to a running container, or to the next run of one that is not started: then nothing
     * of its output is missed.
     */
    public Attached attach(String ref, AttachOptions options) {
        return streams.attach(parts.table().find(ref), options);
    }

    /** Sets the size of the terminal, in characters. */
    public void resize(String ref, int height, int width) {
        streams.resize(parts.table().find(ref), height, width);
    }

    /** Prepares a further command in a running container and returns its id. */
    public String createExec(String ref, ExecRequest request) {
        return execs.create(parts.table().find(ref), request);
    }

    /** Starts a prepared command and attaches to what its request named. */
    public Attached startExec(String execId) {
        return startExec(execId, null);
    }

    /**
     * Starts a prepared command and attaches to what its request named. {@code consoleSize} is the
     * height and width of its terminal, null for what the request says.
     */
    public Attached startExec(String execId, @Nullable List<Integer> consoleSize) {
        return execs.start(parts.table().find(execs.find(execId).containerId), execId, consoleSize);
    }

    /** Starts a prepared command and lets it run by itself. */
    public void startExecDetached(String execId) {
        startExec(execId).close();
    }

    public ExecSession exec(String execId) {
        return execs.find(execId).snapshot();
    }

    public void resizeExec(String execId, int height, int width) {
        var exec = execs.find(execId);
        parts.table().find(exec.containerId).checkRunning();
        streams.resize(exec, height, width);
    }

    public boolean exists(String id) {
        return parts.table().has(id);
    }

    /** What a container has written to its root file system, in bytes. */
    public long sizeOnDisk(String ref) {
        var container = parts.table().find(ref);
        var upper = parts.paths().upper(container.id);
        try {
            return Files.exists(upper) ? FileTree.size(upper) : 0;
        } catch (IOException changing) {
            return 0; // it is being removed
        }
    }

    /** What a container has used up to now; null when it does not run. */
    public @Nullable ContainerStats stats(String ref) {
        var container = parts.table().find(ref);
        var run = container.run();
        if (!run.active()) {
            return null;
        }
        var network = container.record.hostConfig().network();
        boolean shared = network.isHost() || network.isShared();
        return Counters.read(
                parts.cgroups(),
                container.id,
                container.record.name(),
                shared ? 0 : run.pid(),
                parts.clock().instant());
    }

    /** Files in and out of containers. */
    public Archives archives() {
        return archives;
    }

    /** The processes of a container as {@code ps} shows them: titles first, then a row each. */
    public ProcessList top(String ref, List<String> psArguments) {
        var container = parts.table().find(ref);
        container.checkRunning();
        return ProcessTable.of(parts.cgroups().processes(container.id), psArguments);
    }

    /** Stops watching; the containers run on. */
    @Override
    public void close() {
        lifecycle.stop();
        health.stop();
        parts.log().close();
        if (parts.table().all().stream().noneMatch(c -> c.run().active())) {
            parts.cgroups().removeParent();
        }
    }
}
