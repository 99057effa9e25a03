package naru.api.containers;

import static naru.api.resource.Route.delete;
import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.json.IdReply;
import naru.api.json.Warnings;
import naru.api.json.container.ContainerCreated;
import naru.api.json.container.PortsBody;
import naru.api.json.container.PortsReply;
import naru.api.json.container.TopReply;
import naru.api.networks.DnsView;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.container.Containers;
import naru.container.config.ExecRequest;
import naru.container.config.PortBinding;
import naru.container.config.UpdateRequest;
import naru.container.model.StopOptions;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code /containers}: Docker Engine API, Container. Endpoints for several containers are in {@link
 * ContainerLists}, streams in {@link ContainerStreams}.
 */
public final class ContainerResource implements Resource {
    private final Engine engine;
    private final Containers containers;
    private final ContainerLists lists;
    private final ContainerStreams streams;
    private final ContainerArchives archives;

    public ContainerResource(Engine engine) {
        this.engine = engine;
        this.containers = engine.containers();
        this.lists = new ContainerLists(engine);
        this.streams = new ContainerStreams(engine.containers());
        this.archives = new ContainerArchives(engine.containers().archives());
    }

    @Override
    public List<Route> routes() {
        var routes = new ArrayList<>(archives.routes());
        routes.addAll(ownRoutes());
        return routes;
    }

    private List<Route> ownRoutes() {
        return List.of(
                get("/containers/json", lists::list),
                post("/containers/create", this::create),
                post("/containers/prune", lists::prune),
                get("/containers/{id}/json", this::inspect).quickIfPlain(),
                get("/containers/{id}/logs", streams::logs),
                get("/containers/{id}/top", this::top),
                get("/containers/{id}/stats", streams::stats),
                post("/containers/{id}/start", this::start),
                post("/containers/{id}/stop", this::stop),
                post("/containers/{id}/restart", this::restart),
                post("/containers/{id}/kill", this::kill),
                post("/containers/{id}/pause", this::pause),
                post("/containers/{id}/unpause", this::unpause),
                post("/containers/{id}/rename", this::rename),
                post("/containers/{id}/update", this::update),
                post("/containers/{id}/resize", this::resize),
                post("/containers/{id}/attach", streams::attach),
                get("/containers/{id}/attach/ws", streams::attachWebSocket),
                post("/containers/{id}/wait", streams::await),
                post("/containers/{id}/exec", this::exec),
                get("/containers/{id}/dns", new DnsView(engine)::explain),
                post("/containers/{id}/publish", this::publish),
                post("/containers/{id}/unpublish", this::unpublish),
                delete("/containers/{id}", this::remove));
    }

    private void create(Request request) throws IOException {
        var created =
                containers.create(
                        request.query().text("name").orElse(null), CreateBody.read(request));
        request.json(201, new ContainerCreated(created.id(), created.warnings()));
    }

    private void inspect(Request request) throws IOException {
        var container = containers.find(request.id());
        var sizes = request.query().flag("size") ? ContainerViews.sizes(engine, container) : null;
        boolean isCli = request.header("User-Agent").orElse("").startsWith("Docker-Client/");
        request.json(200, ContainerViews.reply(container, request.version(), isCli, sizes));
    }

    private void top(Request request) throws IOException {
        var arguments = request.query().text("ps_args").orElse("-ef");
        var processes = containers.top(request.id(), List.of(arguments.split(" ")));
        request.json(200, new TopReply(processes.titles(), processes.rows()));
    }

    private void publish(Request request) throws IOException {
        containers.publish(request.id(), ports(request));
        request.json(200, new PortsReply(containers.find(request.id()).ports()));
    }

    private void unpublish(Request request) throws IOException {
        containers.unpublish(request.id(), ports(request));
        request.json(200, new PortsReply(containers.find(request.id()).ports()));
    }

    private static Map<String, @Nullable List<PortBinding>> ports(Request request)
            throws IOException {
        var body = request.body(PortsBody.class);
        if (body == null || body.portBindings() == null || body.portBindings().isEmpty()) {
            throw new NaruException.Invalid("PortBindings is empty");
        }
        return body.portBindings();
    }

    private void start(Request request) throws IOException {
        request.empty(containers.start(request.id()) ? 204 : 304);
    }

    private void stop(Request request) throws IOException {
        request.empty(containers.stop(request.id(), stopOptions(request)) ? 204 : 304);
    }

    private void restart(Request request) throws IOException {
        containers.restart(request.id(), stopOptions(request));
        request.empty(204);
    }

    private static StopOptions stopOptions(Request request) {
        var seconds = request.number("t");
        return new StopOptions(
                request.query().text("signal").orElse(null),
                seconds == null ? null : Duration.ofSeconds(seconds));
    }

    private void kill(Request request) throws IOException {
        containers.kill(request.id(), request.query().text("signal").orElse(null));
        request.empty(204);
    }

    private void pause(Request request) throws IOException {
        containers.pause(request.id());
        request.empty(204);
    }

    private void unpause(Request request) throws IOException {
        containers.unpause(request.id());
        request.empty(204);
    }

    private void rename(Request request) throws IOException {
        containers.rename(request.id(), request.query().text("name").orElse(""));
        request.empty(204);
    }

    private void update(Request request) throws IOException {
        var changes = request.body(UpdateRequest.class);
        if (changes == null) {
            containers.find(request.id());
        }
        var warnings =
                changes == null
                        ? List.<String>of()
                        : containers.update(
                                request.id(),
                                request.version().before(1, 40)
                                        ? changes.withoutPidsLimit()
                                        : changes);
        request.json(200, new Warnings(warnings.isEmpty() ? null : warnings));
    }

    private void resize(Request request) throws IOException {
        containers.resize(request.id(), request.size("h", "height"), request.size("w", "width"));
        request.empty(200);
    }

    private void exec(Request request) throws IOException {
        var body = request.body(ExecRequest.class);
        if (body == null || body.cmd().isEmpty()) {
            containers.find(request.id());
            throw new NaruException.Invalid("No exec command specified");
        }
        request.json(201, new IdReply(containers.createExec(request.id(), body)));
    }

    private void remove(Request request) throws IOException {
        var query = request.query();
        if (query.flag("link")) {
            containers.removeLink(request.id());
            request.empty(204);
            return;
        }
        containers
                .remove(request.id(), query.flag("force"), query.flag("v"))
                .forEach(request::warn);
        request.empty(204);
    }
}
