package naru.api;

import static naru.api.Route.get;
import static naru.api.Route.post;

import naru.api.http.HijackedConnection;
import naru.api.json.ExecReply;
import naru.api.json.ExecStartBody;
import naru.container.Containers;
import naru.container.ExecSession;
import naru.container.Frame;
import naru.network.model.NaruException;

import java.io.IOException;
import java.util.List;

/** {@code /exec}: Docker Engine API, Exec. It is created under its container. */
final class ExecResource implements Resource {
    private final Containers containers;

    ExecResource(Engine engine) {
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
        // Docker, too, answers before it starts the command. Clients that read the head through a
        // buffer (docker-py does) lose output that comes along with it.
        var client = request.hijack(!exec.tty());
        try (var command = containers.startExec(request.id())) {
            if (body != null && body.consoleSize() != null && body.consoleSize().size() == 2) {
                containers.resizeExec(
                        request.id(), body.consoleSize().getFirst(), body.consoleSize().getLast());
            }
            AttachSession.run(client, command, exec.attachStdin());
        } catch (NaruException refusal) {
            tell(client, !exec.tty(), Failures.message(refusal));
        } finally {
            client.close();
        }
    }

    /** Says in place of the command's output why there is none. */
    private static void tell(HijackedConnection client, boolean framed, String message)
            throws IOException {
        new FrameWriter(client.output(), framed).write(Frame.Source.STDOUT, message + "\r\n");
    }

    private void resize(Request request) throws IOException {
        containers.resizeExec(request.id(), request.size("h"), request.size("w"));
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
                false, // until Docker forgets it, some minutes later
                exec.containerId(),
                exec.request().detachKeys(),
                exec.pid());
    }
}
