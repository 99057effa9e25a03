package naru.container;

import naru.container.config.ExecRequest;
import naru.container.oci.OciSpec;
import naru.container.oci.ProcessBuilding;
import naru.container.oci.UserLookup;
import naru.container.runtime.AttachSession;
import naru.container.runtime.Conmon;
import naru.container.runtime.RuntimeRefusal;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Further commands in running containers. */
final class Execs {
    private final Parts parts;
    private final RandomGenerator random;
    private final Map<String, Exec> byId = new ConcurrentHashMap<>();

    Execs(Parts parts, RandomGenerator random) {
        this.parts = parts;
        this.random = random;
    }

    String create(Managed container, ExecRequest request) {
        if (!container.run.active()) {
            throw new NaruException.Conflict("container " + container.id + " is not running");
        }
        if (container.run.status() == naru.container.store.RunState.Status.PAUSED) {
            throw new NaruException.Conflict(
                    "container "
                            + container.record.name()
                            + " is paused, unpause the container"
                            + " before exec");
        }
        if (request.cmd().isEmpty()) {
            throw new NaruException.Invalid("no exec command specified");
        }
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        Path bundle = parts.places().bundle(container.id).resolve("e" + id.substring(0, 11));
        var exec = new Exec(id, container.id, request, bundle);
        byId.put(id, exec);
        container.execs.put(id, exec);
        parts.publish(container, "exec_create: " + String.join(" ", request.cmd()), "execID", id);
        return id;
    }

    Exec find(String id) {
        var exec = byId.get(id);
        if (exec == null) {
            throw new NaruException.NotFound("No such exec instance: " + id);
        }
        return exec;
    }

    /** Forgets the commands of a container that has ended. */
    void forget(Managed container) {
        container.execs.keySet().forEach(byId::remove);
        container.execs.clear();
    }

    AttachSession start(Managed container, String id) {
        var exec = find(id);
        synchronized (exec) {
            if (exec.started) {
                throw new NaruException.Conflict("Error: Exec command " + id + " has already run");
            }
            exec.started = true;
        }
        if (!container.run.active()) {
            throw new NaruException.Conflict("container " + container.id + " is not running");
        }
        try {
            return start(container, exec);
        } catch (RuntimeRefusal refusal) {
            String program = exec.request.cmd().getFirst();
            int code = refusal.exitCode(program);
            exec.exitCode = code == 128 ? 126 : code;
            throw new NaruException.Invalid(refusal.execInDockersWords(program));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("exec: " + failure.getMessage(), failure);
        }
    }

    private AttachSession start(Managed container, Exec exec) throws IOException {
        var request = exec.request;
        Files.createDirectories(exec.bundle);
        Path process = exec.bundle.resolve("process.json");
        Files.write(process, Codec.encode(OciSpec.Process.class, process(container, request)));
        var done = new CompletableFuture<Exit>();
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
                        () -> parts.publish(container, "exec_detach", "execID", exec.id),
                        done);
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
        parts.publish(
                container, "exec_start: " + String.join(" ", request.cmd()), "execID", exec.id);
        pair.monitor().onExit().thenRun(() -> ended(container, exec, done));
        return session;
    }

    private OciSpec.Process process(Managed container, ExecRequest request) throws IOException {
        var record = container.record;
        String user = request.user().isEmpty() ? record.config().user() : request.user();
        var found =
                UserLookup.in(parts.places().rootFs(record.id()))
                        .find(user, record.hostConfig().groupAdd());
        return ProcessBuilding.exec(record.config(), record.hostConfig(), request, found);
    }

    private void ended(Managed container, Exec exec, CompletableFuture<Exit> done) {
        int code = exitStatus(exec);
        exec.exitCode = code;
        exec.running = false;
        done.complete(new Exit(code, ""));
        parts.publish(container, "exec_die", "execID", exec.id, "exitCode", Integer.toString(code));
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
