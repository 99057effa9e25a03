package naru.container.run;

import naru.container.config.ExecRequest;
import naru.container.model.AttachOptions;
import naru.container.model.Exit;
import naru.container.model.FrameStream;
import naru.container.oci.OciSpec;
import naru.container.oci.ProcessBuilding;
import naru.container.oci.UserLookup;
import naru.container.plan.GoDuration;
import naru.container.plan.SignalNames;
import naru.container.runtime.AttachSession;
import naru.container.runtime.Conmon;
import naru.container.runtime.RuntimeRefusal;
import naru.container.state.Cleanup;
import naru.container.state.ContainerEntry;
import naru.container.state.Exec;
import naru.container.store.Codec;
import naru.container.tar.FileTree;
import naru.linux.error.LinuxException;
import naru.linux.process.Signals;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/** Further commands in running containers. */
public final class ExecSessions {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int LONGEST_OUTPUT = 4096; // bytes, as in Docker

    private final ContainerComponents parts;
    private final RandomGenerator random;
    private final Map<String, Exec> byId = new ConcurrentHashMap<>();

    public ExecSessions(ContainerComponents parts, RandomGenerator random) {
        this.parts = parts;
        this.random = random;
    }

    public String create(ContainerEntry container, ExecRequest request) {
        container.checkRunning();
        if (container.run().status() == naru.container.store.RunState.Status.PAUSED) {
            throw new NaruException.Conflict(
                    "container "
                            + container.record.name()
                            + " is paused, unpause the container"
                            + " before exec");
        }
        if (request.cmd().isEmpty()) {
            throw new NaruException.Invalid("no exec command specified");
        }
        forgetOld();
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        Path bundle = parts.paths().bundle(container.id).resolve("e" + id.substring(0, 11));
        var exec = new Exec(id, container.id, request, bundle);
        byId.put(id, exec);
        container.execs.put(id, exec);
        parts.done(container, "exec_create: " + String.join(" ", request.cmd()), "execID", id);
        return id;
    }

    public Exec find(String id) {
        var exec = byId.get(id);
        if (exec == null || !parts.table().has(exec.containerId)) {
            throw new NaruException.NotFound("No such exec instance: " + id);
        }
        return exec;
    }

    /** Drops finished commands whose exit code no client fetched within some minutes. */
    private void forgetOld() {
        long now = System.nanoTime();
        byId.values()
                .removeIf(exec ->
                        !exec.running
                                && exec.endedAt != 0
                                && now - exec.endedAt > REMEMBERED.toNanos());
    }

    /**
     * Removes the commands of a container that has ended. Their exit codes remain readable for some
     * minutes.
     */
    void forget(ContainerEntry container) {
        long now = System.nanoTime();
        for (var exec : container.execs.values()) {
            if (!exec.running) {
                exec.endedAt = now;
            }
        }
        container.execs.clear();
    }

    public AttachSession start(
            ContainerEntry container, String id, @Nullable List<Integer> consoleSize) {
        var exec = find(id);
        synchronized (exec) {
            if (exec.started) {
                throw new NaruException.Conflict("Error: Exec command " + id + " has already run");
            }
            exec.started = true;
        }
        container.checkRunning();
        try {
            return start(container, exec, consoleSize);
        } catch (RuntimeRefusal refusal) {
            String program = exec.request.cmd().getFirst();
            int code = refusal.exitCode(program);
            exec.exitCode = code == 128 ? 126 : code;
            exec.endedAt = System.nanoTime();
            throw new NaruException.Invalid(refusal.execInDockersWords(program));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("exec: " + failure.getMessage(), failure);
        } finally {
            exec.begun.countDown();
        }
    }

    private AttachSession start(
            ContainerEntry container, Exec exec, @Nullable List<Integer> consoleSize)
            throws IOException {
        var request = exec.request.sized(consoleSize);
        Files.createDirectories(exec.bundle);
        Path process = exec.bundle.resolve("process.json");
        Files.write(process, Codec.encode(OciSpec.Process.class, process(container, request)));
        var options =
                new AttachOptions(
                        false,
                        true,
                        request.attachStdin(),
                        request.attachStdout(),
                        request.attachStderr(),
                        request.detachKeys().isEmpty() ? null : request.detachKeys());
        var session =
                new AttachSession(
                        request.tty(),
                        options,
                        () -> parts.done(container, "exec_detach", "execID", exec.id),
                        () -> exec.done);
        var streams = new Conmon.Streams(request.tty(), request.attachStdin(), false);
        var pair =
                parts.conmon()
                        .get()
                        .exec(
                                container.id,
                                exec.bundle,
                                process,
                                streams,
                                () -> session.connect(exec.bundle));
        exec.pid = pair.pid();
        exec.running = true;
        parts.done(container, "exec_start: " + String.join(" ", request.cmd()), "execID", exec.id);
        pair.monitor().whenEnded(() -> ended(container, exec));
        return session;
    }

    private OciSpec.Process process(ContainerEntry container, ExecRequest request)
            throws IOException {
        var record = container.record;
        String user = request.user().isEmpty() ? record.config().user() : request.user();
        var found =
                UserLookup.in(parts.paths().rootFs(record.id()))
                        .find(user, record.hostConfig().groupAdd());
        var env =
                ProcessBuilding.merge(
                        parts.files().links().variables(record), record.config().env());
        return ProcessBuilding.exec(
                record.config().withEnv(env), record.hostConfig(), request, found);
    }

    private void ended(ContainerEntry container, Exec exec) {
        int code = exitStatus(exec);
        exec.exitCode = code;
        exec.endedAt = System.nanoTime();
        exec.running = false;
        container.execs.remove(exec.id);
        exec.done.complete(new Exit(code, ""));
        parts.done(container, "exec_die", "execID", exec.id, "exitCode", Integer.toString(code));
        Cleanup.attempt(() -> FileTree.delete(exec.bundle));
    }

    /** The result of a command that probes a container's health. */
    record Outcome(int exitCode, String output) {}

    /**
     * Runs a command, kills it at its timeout, and drops it. The output is truncated after {@value
     * #LONGEST_OUTPUT} bytes.
     */
    Outcome probe(ContainerEntry container, List<String> command, Duration timeout)
            throws InterruptedException {
        var request = ExecRequest.collecting(command);
        var exec = find(create(container, request));
        try (var session = start(container, exec.id, null)) {
            var output = new CompletableFuture<String>();
            Thread.ofVirtual().start(() -> output.complete(collect(session.output())));
            boolean ended = await(exec.done, timeout);
            if (!ended) {
                kill(exec);
                session.end();
            }
            String text = output.get();
            return ended
                    ? new Outcome(exec.done.join().code(), text)
                    : new Outcome(-1, tooLate(timeout, text));
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stop) {
            kill(exec);
            throw stop;
        } finally {
            byId.remove(exec.id);
            container.execs.remove(exec.id);
        }
    }

    private static boolean await(CompletableFuture<Exit> done, Duration timeout)
            throws InterruptedException, ExecutionException {
        try {
            done.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        }
    }

    private static void kill(Exec exec) {
        if (exec.running && exec.pid > 1) {
            try {
                Signals.kill(exec.pid, Signals.SIGKILL);
            } catch (LinuxException gone) {
                // it has just ended
            }
        }
    }

    private static String collect(FrameStream frames) {
        var text = new ByteArrayOutputStream();
        try {
            for (var frame = frames.next(); frame != null; frame = frames.next()) {
                int room = LONGEST_OUTPUT - text.size();
                byte[] part = new byte[Math.min(room, frame.bytes().remaining())];
                frame.bytes().get(part);
                text.writeBytes(part);
            }
        } catch (IOException | InterruptedException cutOff) {
            Thread.currentThread().interrupt();
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static String tooLate(Duration timeout, String output) {
        String late = "Health check exceeded timeout (" + GoDuration.format(timeout) + ")";
        return output.isEmpty() ? late : late + ": " + output;
    }

    private static int exitStatus(Exec exec) {
        try {
            return Integer.parseInt(
                    Files.readString(exec.bundle.resolve(exec.containerId)).strip());
        } catch (IOException | NumberFormatException none) {
            return 128 + SignalNames.SIGKILL; // conmon was killed
        }
    }
}
