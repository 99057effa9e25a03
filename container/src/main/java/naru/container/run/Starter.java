package naru.container.run;

import naru.container.config.ContainerConfig;
import naru.container.config.ContainerRef;
import naru.container.config.HostConfig;
import naru.container.event.ContainerEvent;
import naru.container.model.ContainerSettings;
import naru.container.oci.OciSpec;
import naru.container.oci.ProcessBuilding;
import naru.container.oci.SpecBuilder;
import naru.container.oci.SpecInput;
import naru.container.oci.UserLookup;
import naru.container.plan.HostChecks;
import naru.container.plan.LogFiles;
import naru.container.plan.NetworkPlan;
import naru.container.runtime.AttachSession;
import naru.container.runtime.Conmon;
import naru.container.runtime.ProcessTimes;
import naru.container.runtime.RuntimeRefusal;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.store.ContainerRecord;
import naru.container.store.RunState.Status;
import naru.linux.Fd;
import naru.linux.process.ProcessFd;
import naru.network.model.NaruException;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.undo.Rollback;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts containers: root file system, network, files, conmon and the runtime, and at last the
 * program, or nothing at all. The caller holds the container's lock.
 */
public final class Starter {
    private final ContainerComponents parts;
    private final ExitHandler exits;

    public Starter(ContainerComponents parts, ExitHandler exits) {
        this.parts = parts;
        this.exits = exits;
    }

    /** A network as the container sees it; {@code netns} is null for the host's. */
    private record Joined(@Nullable Path netns, String filesOf) {}

    /** {@code byUser} is false when a policy starts it. */
    void start(ContainerEntry container, boolean byUser) {
        var before = container.run();
        parts.table().update(container, before.with(Status.STARTING));
        try (var rollback = new Rollback()) {
            rollback.add(Cleanup.attempting(() -> exits.removeRuntimeFiles(container.id)));
            start(container, rollback);
            rollback.commit();
        } catch (NetworkFailure failure) {
            throw failed(container, 128, failure.refusal(), byUser);
        } catch (RuntimeRefusal refusal) {
            String program = container.record.path();
            int code = refusal.exitCode(program);
            String message =
                    "failed to create task for container: failed to create shim task: "
                            + refusal.inDockersWords(program);
            throw failed(
                    container,
                    code,
                    code == 128
                            ? new NaruException.HostFailure(message)
                            : new NaruException.Invalid(message),
                    byUser);
        } catch (NaruException refusal) {
            throw failed(container, 128, refusal, byUser);
        } catch (IOException | RuntimeException failure) {
            throw failed(
                    container,
                    128,
                    new NaruException.HostFailure("cannot start: " + failure.getMessage(), failure),
                    byUser);
        }
    }

    private NaruException failed(
            ContainerEntry container, int code, NaruException refusal, boolean byUser) {
        String message = refusal.getMessage() == null ? refusal.toString() : refusal.getMessage();
        var policy = container.record.hostConfig().restartPolicy();
        var failed = container.run().failed(code, message);
        var now = parts.clock().instant();
        parts.table()
                .settle(
                        container,
                        RestartScheduler.afterFailure(policy, failed, refusal, byUser, now));
        parts.log().append(new ContainerEvent.StartFailed(container.info(), message));
        Cleanup.attempt(() -> parts.shared().settle(container));
        container.pending.forEach(AttachSession::end);
        container.pending.clear();
        container.ended().complete(container.exit()); // for callers that stop it; no run has ended
        return refusal;
    }

    private void start(ContainerEntry container, Rollback rollback) throws IOException {
        var record = container.record;
        HostChecks.checkDevices(record.hostConfig());
        Path root = parts.roots().mount(record);
        rollback.add(Cleanup.attempting(() -> parts.roots().unmount(record.id())));
        var joined = join(container, rollback);
        parts.roots().complete(record, root);
        rollback.add(Cleanup.attempting(() -> parts.sharedMemory().close(record.id())));
        Path bundle = Files.createDirectories(parts.paths().bundle(record.id()));
        var spec = SpecBuilder.build(input(record, root, joined));
        run(container, bundle, spec, rollback);
    }

    private Joined join(ContainerEntry container, Rollback rollback) throws IOException {
        var record = container.record;
        if (NetworkPlan.isShared(record)) {
            rollback.add(Cleanup.attempting(() -> parts.shared().leave(container)));
            return share(record);
        }
        Sandbox sandbox = open(container);
        rollback.add(Cleanup.attempting(() -> parts.shared().release(container)));
        parts.files().write(record, sandbox);
        boolean host = sandbox.kind() == SandboxSpec.Kind.HOST;
        return new Joined(host ? null : sandbox.netns(), record.id());
    }

    private Sandbox open(ContainerEntry container) {
        var record = container.record;
        try {
            var spec = NetworkPlan.of(record, parts.files().dns(record));
            return parts.shared().open(container, spec);
        } catch (NaruException refusal) {
            throw new NetworkFailure(refusal);
        }
    }

    private Joined share(ContainerRecord record) {
        String ref = NetworkPlan.sharedWith(record);
        ContainerEntry other;
        try {
            other = parts.table().find(ref);
        } catch (NaruException.NotFound gone) {
            throw new NaruException.HostFailure(
                    "joining network namespace of container: No such container: " + ref, gone);
        }
        if (other.id.equals(record.id())) {
            throw new NaruException.HostFailure("cannot join own network namespace");
        }
        var owner =
                parts.shared()
                        .owner(record)
                        .orElseThrow(() ->
                                new NaruException.HostFailure(
                                        "joining network namespace of container: the container"
                                                + " whose namespace "
                                                + ref
                                                + " shares is gone"));
        if (!other.run().active() && !other.id.equals(owner.id)) {
            throw new NaruException.Conflict(
                    "cannot join network namespace of a non running container: container "
                            + ref
                            + " is "
                            + other.run().statusText());
        }
        var sandbox = parts.shared().join(owner, record.id());
        return new Joined(sandbox.map(Sandbox::netns).orElse(null), owner.id);
    }

    private SpecInput input(ContainerRecord record, Path root, Joined joined) throws IOException {
        var host = record.hostConfig();
        var user = UserLookup.in(root).find(record.config().user(), host.groupAdd());
        var args = new ArrayList<String>();
        args.add(record.path());
        args.addAll(record.args());
        String owner = joined.filesOf();
        return new SpecInput(
                record.id(),
                args,
                record.config()
                        .withEnv(
                                ProcessBuilding.merge(
                                        parts.files().links().variables(record),
                                        record.config().env())),
                host,
                root,
                user,
                host.utsMode().equals("host") ? null : record.config().hostname(),
                joined.netns(),
                namespaceOf(host.ipcMode(), "IPC"),
                namespaceOf(host.pidMode(), "PID"),
                parts.roots().sources(record),
                List.of(
                        file("/etc/resolv.conf", parts.files().resolvConf(owner), host),
                        file("/etc/hostname", parts.files().hostname(owner), host),
                        file("/etc/hosts", parts.files().hosts(owner), host)),
                init(host),
                parts.sharedMemory().open(record.id(), host));
    }

    private static OciSpec.Mount file(String place, Path file, HostConfig host) {
        var options =
                host.readonlyRootfs()
                        ? List.of("rbind", "rprivate", "ro")
                        : List.of("rbind", "rprivate");
        return new OciSpec.Mount(place, "bind", file.toString(), options);
    }

    /** 0 for one of its own, negative for the host's, else a pid in it. */
    private int namespaceOf(String mode, String kind) {
        if (mode.equals("host")) {
            return -1;
        }
        return ContainerRef.in(mode)
                .map(ref -> parts.table().donor(ref, kind).run().pid())
                .orElse(0);
    }

    private static @Nullable Path init(HostConfig host) {
        if (!Boolean.TRUE.equals(host.init())) {
            return null;
        }
        return ContainerSettings.INIT_PROGRAMS.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new NaruException.HostFailure(
                                "--init needs docker-init: apt-get install tini"));
    }

    /** A terminal's input remains open, so that clients can reattach. */
    private static boolean keepsStdin(ContainerConfig config) {
        return config.tty() || !config.stdinOnce();
    }

    private void run(ContainerEntry container, Path bundle, OciSpec spec, Rollback rollback)
            throws IOException {
        var config = container.record.config();
        var streams =
                new Conmon.Streams(
                        config.tty(), config.openStdin(), config.openStdin() && keepsStdin(config));
        var conmon = parts.conmon().get();
        String id = container.id;
        rollback.add(Cleanup.attempting(() -> exits.killLeftovers(id)));
        parts.kernel().reach("conmon create", id);
        var pair = create(conmon, container, bundle, spec, streams);
        var process = ProcessFd.open(pair.pid());
        rollback.add(Cleanup.attempting(process::close));
        container.expectEnd(); // sessions wait for it
        for (var session : container.pending) {
            session.connect(bundle);
        }
        container.pending.clear();
        var running =
                container
                        .run()
                        .running(
                                parts.bootId(),
                                pair.pid(),
                                ProcessTimes.start(pair.pid()),
                                pair.monitorPid(),
                                ProcessTimes.start(pair.monitorPid()),
                                parts.clock().instant());
        parts.networks().awaitPassage(id);
        parts.kernel().reach("runtime start", id);
        conmon.start(id);
        parts.kernel().reach("journal running", id);
        container.hold(process);
        parts.table().update(container, running);
        exits.watch(container, pair.monitor());
        parts.log().append(new ContainerEvent.Started(container.info()));
    }

    private Conmon.Pair create(
            Conmon conmon,
            ContainerEntry container,
            Path bundle,
            OciSpec spec,
            Conmon.Streams streams) {
        String id = container.id;
        var log = LogFiles.of(container.record.hostConfig()).log(parts.paths().log(id));
        var kept = parts.descriptors().of(namesOf(container));
        try {
            return conmon.create(id, bundle, spec, log, parts.paths().exits(), streams, kept);
        } finally {
            kept.forEach(Fd::close);
        }
    }

    /** The container whose name server a container uses. */
    private String namesOf(ContainerEntry container) {
        return parts.shared().owner(container.record).map(owner -> owner.id).orElse(container.id);
    }

    /** The network's refusal, kept apart from those of other steps. */
    private static final class NetworkFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient NaruException cause;

        NetworkFailure(NaruException cause) {
            super(cause);
            this.cause = cause;
        }

        /** The same kind of refusal, with the words that Docker puts in front. */
        NaruException refusal() {
            String text = "failed to set up container networking: " + cause.getMessage();
            return switch (cause) {
                case NaruException.Invalid _ -> new NaruException.Invalid(text);
                case NaruException.Forbidden _ -> new NaruException.Forbidden(text);
                case NaruException.NotFound _ -> new NaruException.NotFound(text);
                case NaruException.Conflict _ -> new NaruException.Conflict(text);
                case NaruException.HostFailure failure ->
                        new NaruException.HostFailure(text, failure);
                case NaruException.NotImplemented _ -> new NaruException.NotImplemented(text);
                case NaruException.External external -> external.withMessage(text);
                case NaruException.Exhausted _ -> new NaruException.Exhausted(text);
            };
        }
    }
}
