package naru.api.containers;

import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.http.HijackedConnection;
import naru.api.json.container.ExecReply;
import naru.api.json.container.ExecStartBody;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.api.wire.Failures;
import naru.container.Containers;
import naru.container.model.ExecSession;
import naru.container.model.Frame;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/** {@code /exec}: Docker Engine API, Exec. It is created under its container. */
public final class ExecResource implements Resource {
    private final Containers containers;

    public ExecResource(Engine engine) {
        this.containers = engine.containers();
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/exec/{id}/json", this::inspect),
                post("/exec/{id}/start", this::start),
                post("/exec/{id}/resize", this::resize));
    }

    private void start(Request request) throws IOException {
        var body = request.body(ExecStartBody.class);
        if (body != null && body.detach()) {
            containers.startExecDetached(request.id());
            request.empty(200);
            return;
        }
        var exec = containers.exec(request.id()).request();
        var framed =
                body == null
                        || !body.tty(); // regardless of the command's own setting As in Docker, the
        // response header is sent before the command starts.
        // Clients that read the header through a buffer (docker-py)
        // lose output that arrives with it.
        var client = request.hijack(framed);
        try (var command = containers.startExec(request.id(), consoleSize(body, request))) {
            AttachSession.run(client, command, exec.attachStdin(), framed);
        } catch (NaruException refusal) {
            tell(client, framed, Failures.message(refusal));
        } finally {
            client.close();
        }
    }

    /** Height and width, which clients before 1.42 and those without a terminal cannot choose. */
    private static @Nullable List<Integer> consoleSize(
            @Nullable ExecStartBody body, Request request) {
        return body == null || !body.tty() || request.version().before(1, 42)
                ? null
                : body.consoleSize();
    }

    /** Sends the error in place of the command's output. */
    private static void tell(HijackedConnection client, boolean framed, String message)
            throws IOException {
        new FrameWriter(client.output(), framed).write(Frame.Source.STDOUT, message + "\r\n");
    }

    private void resize(Request request) throws IOException {
        containers.resizeExec(
                request.id(), request.size("h", "height"), request.size("w", "width"));
        request.empty(200);
    }

    private void inspect(Request request) throws IOException {
        request.json(200, reply(containers.exec(request.id())));
    }

    private static ExecReply reply(ExecSession exec) {
        var command = exec.request().cmd();
        return new ExecReply(
                exec.id(),
                exec.running(),
                exec.exitCode(),
                new ExecReply.ProcessConfig(
                        exec.request().tty(),
                        command.isEmpty() ? "" : command.getFirst(),
                        command.isEmpty() ? List.of() : command.subList(1, command.size()),
                        exec.request().privileged(),
                        exec.request().user()),
                exec.request().attachStdin(),
                exec.request().attachStderr(),
                exec.request().attachStdout(),
                false, // until Docker removes it, some minutes later
                exec.containerId(),
                exec.request().detachKeys(),
                exec.pid());
    }
}
