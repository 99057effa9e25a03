package naru.container;

import naru.container.config.CreateRequest;
import naru.container.config.EndpointSettings;
import naru.container.config.ExecRequest;
import naru.container.config.PortBinding;
import naru.container.config.UpdateRequest;
import naru.container.oci.SpecBuilder;
import naru.container.runtime.AttachSession;
import naru.container.runtime.Cgroups;
import naru.container.runtime.Conmon;
import naru.container.runtime.Counters;
import naru.container.runtime.LogReader;
import naru.container.runtime.OciRuntime;
import naru.container.runtime.ProcessTimes;
import naru.container.store.RunState;
import naru.container.store.RunState.Status;
import naru.container.tar.FileTree;
import naru.linux.Kernel;
import naru.linux.LinuxException;
import naru.linux.Mounts;
import naru.network.Networks;
import naru.network.journal.Journal;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The containers of this host. A {@code ref} is a full id, a name with or without a slash in front,
 * or the beginning of an id, looked up in that order. Methods block, may be called by any thread,
 * and throw {@link NaruException}.
 *
 * <p>The tour: {@code Creation} checks a request and writes it down; {@code Starter} mounts the
 * root file system, opens the sandbox and has conmon and the OCI runtime start the program; {@code
 * Ending} waits for its end and takes everything down; {@code Restarts} starts it again if its
 * policy says so; {@code Recovery} finds it again when this process was away. {@code Registered}
 * holds them all, in memory and in the journal.
 */
public final class Containers implements AutoCloseable {
    /** Where a program for {@code --init} may be; the first that is there is taken. */
    public static final List<Path> INITS =
            List.of(
                    Path.of("/usr/libexec/docker/docker-init"),
                    Path.of("/usr/bin/docker-init"),
                    Path.of("/usr/bin/tini-static"),
                    Path.of("/usr/bin/catatonit"));

    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

    private final Parts parts;
    private final Volumes volumes;
    private final Creation creation;
    private final Starter starter;
    private final Ending ending;
    private final Restarts restarts;
    private final Recovery recovery;
    private final Execs execs;
    private final HealthChecks health;
    private final Snapshots snapshots;
    private final Archives archives;

    /**
     * Reads what there is; changes nothing yet. Before {@link Networks#restore}, which wants to
     * know who {@link #isAlive}; then call {@link #restore}.
     */
    public Containers(
            ContainerSettings settings,
            Networks networks,
            Journal journal,
            Images images,
            Volumes volumes,
            Events events,
            Kernel kernel,
            Clock clock,
            RandomGenerator random) {
        var places = new Places(settings.dataRoot(), settings.execRoot());
        var registered = new Registered(journal);
        var files = new EtcFiles(settings, places, networks, registered);
        var roots = new RootFileSystems(places, images, new VolumeUse(volumes, registered), kernel);
        try {
            places.prepare(kernel);
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot prepare " + settings, failure);
        }
        this.volumes = volumes;
        parts =
                new Parts(
                        places,
                        registered,
                        networks,
                        images,
                        roots,
                        files,
                        new Cgroups(id -> groupOf(registered, id)),
                        new SharedMemory(places, registered, new Mounts(kernel)),
                        new Lazy<>(() -> new Conmon(OciRuntime.probe(places.runtimeRoot()))),
                        events,
                        kernel,
                        clock,
                        ProcessTimes.bootId());
        execs = new Execs(parts, random);
        health = new HealthChecks(parts, execs);
        ending = new Ending(parts, health);
        starter = new Starter(parts, ending);
        creation = new Creation(parts, volumes, random);
        restarts = new Restarts(parts, starter::start);
        recovery = new Recovery(parts, ending);
        snapshots = new Snapshots(places, networks, roots);
        archives = new Archives(parts);
        ending.afterwards(this::afterEnd);
        networks.addListener(files);
        images.usedBy(this::userOf, this::countUsers);
        volumes.usedBy(this::usersOfVolume);
    }

    private static String groupOf(Registered registered, String id) {
        var container = registered.get(id);
        return container == null
                ? Cgroups.usualGroup(id)
                : Cgroups.group(container.record.hostConfig(), id);
    }

    /**
     * Whether a container runs, by its full id; a daemon that was away asks before {@link
     * #restore}.
     */
    public boolean isAlive(String id) {
        var container = parts.registered().get(id);
        return container != null && recovery.isAlive(container.run);
    }

    /**
     * Takes up what an earlier process left: running containers are watched again, those that have
     * ended meanwhile are cleaned up, starts that broke off are rolled back, and policies start
     * what they want started. Call it once, after {@link Networks#restore}.
     */
    public void restore() {
        for (var container : List.copyOf(parts.registered().all())) {
            var before = container.run;
            recovery.recover(container);
            if (!container.run.active()) {
                atBoot(container, before);
            }
        }
        recovery.sweep();
        parts.images().releaseUnused();
    }

    private void atBoot(Managed container, RunState before) {
        var host = container.record.hostConfig();
        if (container.removed || container.run.status() == Status.RESTARTING) {
            return;
        }
        if (host.autoRemove() && before.status() != Status.CREATED) {
            Rollback.attempt(() -> remove(container, true));
        } else if (Restarts.wantedAtBoot(host.restartPolicy(), container.run)) {
            restarts.schedule(container);
        }
    }

    /** Makes a container that does not run yet; null or an empty name for one of the engine's. */
    public Created create(@Nullable String name, CreateRequest request) {
        return creation.create(name, request);
    }

    public Container find(String ref) {
        return snapshots.of(parts.registered().find(ref));
    }

    /** All containers, the newest first. */
    public List<Container> list() {
        return parts.registered().all().stream()
                .map(snapshots::of)
                .sorted(Comparator.comparing(Container::created).reversed())
                .toList();
    }

    /**
     * Starts a container, with its network, or leaves it as it was, with {@code State.Error} set;
     * one that is to be removed at its end is removed then, too. False if it runs already.
     */
    public boolean start(String ref) {
        var container = parts.registered().find(ref);
        try {
            return start(container);
        } catch (NaruException refusal) {
            if (container.record.hostConfig().autoRemove() && !container.run.active()) {
                Rollback.attempt(() -> remove(container, true));
            }
            throw refusal;
        }
    }

    private boolean start(Managed container) {
        container.lock.lock();
        try {
            refuseRemoved(container);
            if (container.run.status() == Status.PAUSED) {
                throw new NaruException.Conflict(
                        "cannot start a paused container, try unpause instead");
            }
            if (container.run.active()) {
                return false;
            }
            parts.registered().update(container, container.run.restarts(0).stoppedByUser(false));
            starter.start(container);
            return true;
        } finally {
            container.lock.unlock();
        }
    }

    private static void refuseRemoved(Managed container) {
        if (container.removed) {
            throw new NaruException.NotFound("No such container: " + container.id);
        }
    }

    /** False if it did not run. */
    public boolean stop(String ref, StopOptions options) {
        var container = parts.registered().find(ref);
        if (cancelRestart(container)) {
            return true;
        }
        if (!container.run.active()) {
            return false;
        }
        var config = container.record.config();
        String usual = config.stopSignal().isEmpty() ? "SIGTERM" : config.stopSignal();
        String wanted = options.signal();
        int signal = SignalNames.number(wanted == null || wanted.isEmpty() ? usual : wanted);
        var timeout = options.timeout();
        if (timeout == null) {
            Integer own = config.stopTimeout();
            timeout = own == null ? USUAL_TIMEOUT : Duration.ofSeconds(own);
        }
        var ended = container.ended;
        if (container.run.status() == Status.PAUSED) {
            unpause(ref); // a frozen process hears no signal
        }
        signal(container, signal, true);
        if (!awaitEnd(ended, timeout)) {
            signal(container, SignalNames.SIGKILL, true);
            awaitEnd(ended, KILL_TIMEOUT);
        }
        parts.publish(container, "stop");
        return true;
    }

    /** A container between two runs has nothing to stop but its next start. */
    private boolean cancelRestart(Managed container) {
        container.lock.lock();
        try {
            if (container.run.status() != Status.RESTARTING) {
                return false;
            }
            parts.registered()
                    .update(container, container.run.with(Status.EXITED).stoppedByUser(true));
            return true;
        } finally {
            container.lock.unlock();
        }
    }

    /** Negative waits for ever. */
    private static boolean awaitEnd(CompletableFuture<Exit> ended, Duration timeout) {
        try {
            if (timeout.isNegative()) {
                ended.get();
            } else {
                ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Sends a signal: a name with or without SIG, or a number; null or empty for SIGKILL. SIGKILL
     * is waited for.
     */
    public void kill(String ref, @Nullable String signal) {
        int number =
                signal == null || signal.isEmpty()
                        ? SignalNames.SIGKILL
                        : SignalNames.number(signal);
        var container = parts.registered().find(ref);
        if (!container.run.active()) {
            throw new NaruException.Conflict(
                    "cannot kill container: "
                            + ref
                            + ": container "
                            + container.id
                            + " is not running");
        }
        var ended = container.ended;
        boolean ends = number == SignalNames.SIGKILL || number == SignalNames.SIGTERM;
        signal(container, number, ends);
        if (number == SignalNames.SIGKILL) {
            awaitEnd(ended, KILL_TIMEOUT);
        }
    }

    /** {@code byUser}: the policy is not to start it again. */
    private void signal(Managed container, int signal, boolean byUser) {
        container.lock.lock();
        try {
            var process = container.process;
            if (!container.run.active() || process == null) {
                return;
            }
            if (byUser) {
                parts.registered().update(container, container.run.stoppedByUser(true));
            }
            if (signal == SignalNames.SIGKILL
                    && container.record.hostConfig().pidMode().equals("host")) {
                parts.cgroups().kill(container.id); // no PID namespace takes the others along
            }
            process.kill(signal);
            parts.publish(container, "kill", "signal", Integer.toString(signal));
        } catch (LinuxException gone) {
            // it has ended by itself
        } finally {
            container.lock.unlock();
        }
    }

    public void restart(String ref, StopOptions options) {
        var container = parts.registered().find(ref);
        container.restarting = true;
        try {
            stop(container.id, options);
        } finally {
            container.restarting = false;
        }
        start(container.id);
        parts.publish(container, "restart");
    }

    /** Suspends all processes of a container by the freezer. */
    public void pause(String ref) {
        freeze(ref, true);
    }

    public void unpause(String ref) {
        freeze(ref, false);
    }

    private void freeze(String ref, boolean frozen) {
        var container = parts.registered().find(ref);
        container.lock.lock();
        try {
            var from = frozen ? Status.RUNNING : Status.PAUSED;
            if (container.run.status() != from) {
                throw new NaruException.Conflict(
                        "Container "
                                + container.id
                                + (frozen
                                        ? " is not running or already paused"
                                        : " is not paused"));
            }
            parts.cgroups().freeze(container.id, frozen);
            var to = frozen ? Status.PAUSED : Status.RUNNING;
            parts.registered().update(container, container.run.with(to));
            if (frozen) {
                health.end(container);
            } else {
                health.goOn(container);
            }
            parts.publish(container, frozen ? "pause" : "unpause");
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot freeze: " + failure, failure);
        } finally {
            container.lock.unlock();
        }
    }

    /**
     * Removes a container; a running one only with {@code force}. {@code volumes} removes its
     * anonymous volumes with it.
     */
    public void remove(String ref, boolean force, boolean withVolumes) {
        var container = parts.registered().find(ref);
        cancelRestart(container);
        if (container.run.active()) {
            if (!force) {
                throw new NaruException.Conflict(
                        "cannot remove container \"/"
                                + container.record.name()
                                + "\": container is "
                                + Snapshots.status(container.run)
                                + ": stop the container before removing or force remove");
            }
            var ended = container.ended;
            if (container.run.status() == Status.PAUSED) {
                unpause(container.id);
            }
            signal(container, SignalNames.SIGKILL, true);
            awaitEnd(ended, KILL_TIMEOUT);
        }
        remove(container, withVolumes);
    }

    private void remove(Managed container, boolean withVolumes) {
        container.lock.lock();
        try {
            if (container.removed) {
                return;
            }
            if (container.run.active()) {
                throw new NaruException.Conflict(
                        "removal of container " + container.id + " failed: it still runs");
            }
            ending.takeDown(container.id); // whatever an unlucky end may have left
            parts.registered().remove(container);
            parts.roots().deleteSoon(container.id);
            container.pending.forEach(AttachSession::end);
        } finally {
            container.lock.unlock();
        }
        if (withVolumes) {
            removeAnonymousVolumes(container);
        }
        Rollback.attempt(parts.images()::releaseUnused);
        parts.publish(container, "destroy");
        container.tellRemoval();
    }

    private void removeAnonymousVolumes(Managed container) {
        for (var mount : container.record.mounts()) {
            String name = mount.name();
            if (name != null && isAnonymous(name) && volumes.users(name).isEmpty()) {
                Rollback.attempt(() -> volumes.remove(name, true));
            }
        }
    }

    private boolean isAnonymous(String volume) {
        return volumes.list().stream()
                .anyMatch(known ->
                        known.name().equals(volume)
                                && known.labels().containsKey(Volumes.ANONYMOUS));
    }

    /** Runs when a container has ended and been cleaned up, without its lock. */
    private void afterEnd(Managed container) {
        execs.forget(container);
        var host = container.record.hostConfig();
        boolean again = Restarts.wanted(host.restartPolicy(), container.run);
        if (again) {
            restarts.schedule(container);
        }
        boolean goes = !again && host.autoRemove() && !container.restarting;
        container.tellExit();
        if (goes) {
            Rollback.attempt(() -> remove(container, true));
        }
    }

    public void rename(String ref, String newName) {
        var container = parts.registered().find(ref);
        String name = Names.checked(newName);
        container.lock.lock();
        try {
            String old = container.record.name();
            if (old.equals(name)) {
                throw new NaruException.Invalid(
                        "Renaming a container with the same name as its current name");
            }
            parts.registered().update(container, container.record.withName(name));
            parts.networks().rename(container.id, name);
            parts.publish(container, "rename", "oldName", "/" + old);
        } finally {
            container.lock.unlock();
        }
    }

    /** Changes limits, at once when the container runs, and the restart policy. */
    public List<String> update(String ref, UpdateRequest changes) {
        var container = parts.registered().find(ref);
        container.lock.lock();
        try {
            refuseRemoved(container);
            var host = changes.applied(container.record.hostConfig());
            LimitChecks.check(host);
            Creation.checkRestart(host);
            if (container.run.active()) {
                parts.cgroups().limit(container.id, SpecBuilder.limits(host));
            }
            parts.registered().update(container, container.record.withHostConfig(host));
            parts.publish(container, "update");
            return List.of();
        } catch (IOException failure) {
            throw new NaruException.HostFailure(
                    "Cannot update container " + container.id + ": " + failure.getMessage(),
                    failure);
        } finally {
            container.lock.unlock();
        }
    }

    /**
     * Registers for an end before it returns; the future completes with it. Cancel the future to
     * stop waiting. For {@link WaitCondition#REMOVED} the exit is the last one.
     */
    public CompletableFuture<Exit> await(String ref, WaitCondition condition) {
        var container = parts.registered().find(ref);
        return switch (condition) {
            case NEXT_EXIT -> container.onExit();
            case REMOVED -> container.onRemoval();
            case NOT_RUNNING -> {
                var waiter = container.onExit();
                if (!container.run.active()) {
                    waiter.complete(container.exit());
                }
                yield waiter;
            }
        };
    }

    public FrameStream logs(String ref, LogOptions options) {
        var container = parts.registered().find(ref);
        LogFiles.checkReadable(container.record.hostConfig());
        try {
            return new LogReader(
                    parts.places().log(container.id),
                    options,
                    options.details() ? LogAttributes.of(container.record) : "",
                    () -> container.run.active() && !container.removed);
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot read the log: " + failure, failure);
        }
    }

    /**
     * Attaches to a running container, or to the next run of one that is not started: then nothing
     * of its output is missed.
     */
    public Attached attach(String ref, AttachOptions options) {
        var container = parts.registered().find(ref);
        container.lock.lock();
        try {
            var session =
                    new AttachSession(
                            container.record.config().tty(),
                            options,
                            () -> parts.publish(container, "detach"),
                            CompletableFuture.completedFuture(true));
            parts.publish(container, "attach");
            if (!options.stream()) {
                session.end();
            } else if (container.run.active()) {
                session.connect(parts.places().bundle(container.id));
            } else {
                container.pending.add(session);
            }
            return options.logs() ? new LogsThenLive(past(container, options), session) : session;
        } finally {
            container.lock.unlock();
        }
    }

    private FrameStream past(Managed container, AttachOptions options) {
        var now = parts.clock().instant();
        return logs(
                container.id,
                new LogOptions(options.stdout(), options.stderr(), false, null, now, -1, false));
    }

    /** Sets the size of the terminal, in characters. */
    public void resize(String ref, int height, int width) {
        var container = parts.registered().find(ref);
        if (!container.run.active()) {
            throw new NaruException.Conflict("container " + container.id + " is not running");
        }
        resize(() -> Conmon.resize(parts.places().bundle(container.id), height, width));
    }

    private static void resize(Rollback.Step step) {
        try {
            step.undo();
        } catch (NaruException refused) {
            throw refused;
        } catch (Exception failure) {
            throw new NaruException.HostFailure("cannot resize: " + failure, failure);
        }
    }

    /** Prepares a further command in a running container and returns its id. */
    public String createExec(String ref, ExecRequest request) {
        return execs.create(parts.registered().find(ref), request);
    }

    /** Starts a prepared command and attaches to what its request named. */
    public Attached startExec(String execId) {
        return execs.start(parts.registered().find(execs.find(execId).containerId), execId);
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
        if (exec.exitCode != null) {
            throw new NaruException.NotFound("no such exec");
        }
        resize(() -> Conmon.resize(exec.bundle, height, width));
    }

    /** Adds an endpoint, at once when the container runs, else at its next start. */
    public void connect(String ref, String networkRef, EndpointSettings settings) {
        var container = parts.registered().find(ref);
        container.lock.lock();
        try {
            refuseRemoved(container);
            new Connecting(parts, container).connect(networkRef, settings);
        } finally {
            container.lock.unlock();
        }
    }

    /** Publishes further ports, at once where the container runs. No part of Docker's API. */
    public void publish(String ref, Map<String, @Nullable List<PortBinding>> ports) {
        publishing(ref, publishing -> publishing.publish(ports));
    }

    /**
     * Ceases to publish ports, at once where the container runs. A host side without a number means
     * all of its container port. No part of Docker's API.
     */
    public void unpublish(String ref, Map<String, @Nullable List<PortBinding>> ports) {
        publishing(ref, publishing -> publishing.unpublish(ports));
    }

    private void publishing(String ref, Consumer<Publishing> change) {
        var container = parts.registered().find(ref);
        container.lock.lock();
        try {
            refuseRemoved(container);
            change.accept(new Publishing(parts, container));
        } finally {
            container.lock.unlock();
        }
    }

    /** Takes an endpoint away. {@code force} also drops one whose container is gone. */
    public void disconnect(String ref, String networkRef, boolean force) {
        Managed container;
        try {
            container = parts.registered().find(ref);
        } catch (NaruException.NotFound gone) {
            if (!force) {
                throw gone;
            }
            Connecting.dropOrphan(parts, ref, networkRef);
            return;
        }
        container.lock.lock();
        try {
            new Connecting(parts, container).disconnect(networkRef);
        } finally {
            container.lock.unlock();
        }
    }

    public boolean exists(String id) {
        return parts.registered().has(id);
    }

    /** What a container has written to its root file system, in bytes. */
    public long sizeOnDisk(String ref) {
        var container = parts.registered().find(ref);
        var upper = parts.places().upper(container.id);
        try {
            return Files.exists(upper) ? FileTree.size(upper) : 0;
        } catch (IOException changing) {
            return 0; // it is being removed
        }
    }

    /** What a container has used up to now; null when it does not run. */
    public @Nullable ContainerStats stats(String ref) {
        var container = parts.registered().find(ref);
        var run = container.run;
        if (!run.active()) {
            return null;
        }
        String mode = container.record.hostConfig().networkMode();
        boolean shared = mode.equals("host") || mode.startsWith("container:");
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
    public Processes top(String ref, List<String> psArguments) {
        var container = parts.registered().find(ref);
        if (!container.run.active()) {
            throw new NaruException.Conflict("container " + container.id + " is not running");
        }
        return ProcessTable.of(parts.cgroups().processes(container.id), psArguments);
    }

    /** A table of processes. */
    public record Processes(List<String> titles, List<List<String>> rows) {}

    private Optional<Images.Use> userOf(String imageId) {
        Images.Use stopped = null;
        for (var container : parts.registered().all()) {
            if (container.record.imageId().equals(imageId)) {
                if (container.run.active()) {
                    return Optional.of(new Images.Use(container.id, true));
                }
                stopped = new Images.Use(container.id, false);
            }
        }
        return Optional.ofNullable(stopped);
    }

    private int countUsers(String imageId) {
        return (int)
                parts.registered().all().stream()
                        .filter(container -> container.record.imageId().equals(imageId))
                        .count();
    }

    private List<String> usersOfVolume(String name) {
        return parts.registered().all().stream()
                .filter(c -> c.record.mounts().stream().anyMatch(m -> name.equals(m.name())))
                .map(c -> c.id)
                .toList();
    }

    /** Stops watching; the containers run on. */
    @Override
    public void close() {
        restarts.stop();
        health.stop();
        ending.stop();
        if (parts.registered().all().stream().noneMatch(c -> c.run.active())) {
            parts.cgroups().removeParent();
        }
    }
}
