package naru.api.networks;

import static naru.api.resource.Route.delete;
import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.json.network.ConnectBody;
import naru.api.json.network.NetworkBody;
import naru.api.json.network.NetworkCreated;
import naru.api.json.network.NetworksPruned;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.api.wire.OneAtATime;
import naru.cluster.node.ClusterControl;
import naru.container.Containers;
import naru.container.config.EndpointSettings;
import naru.container.event.Events;
import naru.network.Networks;
import naru.network.model.Attached;
import naru.network.model.NaruException;
import naru.network.model.Network;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code /networks}: Docker Engine API, Network. */
public final class NetworkResource implements Resource {
    private final Networks networks;
    private final Containers containers;
    private final Events events;
    private final OneAtATime pruning = new OneAtATime();

    public NetworkResource(Engine engine) {
        this.networks = engine.networks();
        this.containers = engine.containers();
        this.events = engine.events();
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/networks", this::list),
                post("/networks/create", this::create),
                post("/networks/prune", this::prune),
                post("/networks/{id}/connect", this::connect),
                post("/networks/{id}/disconnect", this::disconnect),
                get("/networks/{id}", this::inspect),
                delete("/networks/{id}", this::remove));
    }

    private void list(Request request) throws IOException {
        var filter = NetworkFilter.forList(request.filters(), this::isUsed);
        var withContainers = request.version().before(1, 28);
        var found = new ArrayList<Object>();
        for (var network : networks.list()) {
            if (filter.test(network)) {
                var attached =
                        withContainers ? networks.endpoints(network.id()) : List.<Attached>of();
                found.add(NetworkViews.reply(network, attached));
            }
        }
        request.json(200, found);
    }

    private void inspect(Request request) throws IOException {
        boolean verbose = request.strictFlag("verbose");
        var scope = request.query().text("scope");
        var network = networks.get(request.id());
        if (scope.isPresent() && !scope.get().equals(network.scope())) {
            throw new NaruException.NotFound("network " + request.id() + " not found");
        }
        var attached = networks.endpoints(network.id());
        Object reply =
                verbose
                        ? NetworkViews.verbose(
                                network,
                                attached,
                                networks.usage(network.id()),
                                networks.trouble(network.id()).orElse(null),
                                networks.refused())
                        : NetworkViews.reply(network, attached, networks.peers(network.id()));
        request.json(200, reply);
    }

    private void create(Request request) throws IOException {
        var body = request.body(NetworkBody.class);
        if (body == null) {
            throw new NaruException.Invalid("invalid name: name is empty");
        }
        boolean shared = "overlay".equals(body.driver());
        if (!shared && ("swarm".equals(body.scope()) || body.ingress())) {
            throw new NaruException.Forbidden(ClusterControl.NONE);
        }
        var spec = NetworkViews.spec(body, request.version());
        var network = networks.create(spec);
        var warning = String.join("; ", networks.notes(spec, network));
        request.json(201, new NetworkCreated(network.id().value(), warning));
    }

    private void remove(Request request) throws IOException {
        networks.delete(request.id());
        request.empty(204);
    }

    private void connect(Request request) throws IOException {
        var body = body(request);
        var settings = body.endpointConfig();
        containers.connect(
                container(body),
                request.id(),
                settings == null ? EndpointSettings.DEFAULT : settings);
        request.empty(200);
    }

    private void disconnect(Request request) throws IOException {
        var body = body(request);
        containers.disconnect(container(body), request.id(), body.force());
        request.empty(200);
    }

    private static ConnectBody body(Request request) throws IOException {
        var body = request.body(ConnectBody.class);
        return body == null ? new ConnectBody(null, null, false) : body;
    }

    private static String container(ConnectBody body) {
        if (body.container() == null || body.container().isEmpty()) {
            throw new NaruException.Invalid("invalid container name or ID: value is empty");
        }
        return body.container();
    }

    private void prune(Request request) throws IOException {
        var filter = NetworkFilter.forPrune(request.filters(), Instant.now());
        pruning.run(() -> {
            var deleted =
                    networks.list().stream()
                            .filter(filter)
                            .filter(this::tryDelete)
                            .map(Network::name)
                            .toList();
            events.publish("network", "prune", "", Map.of("reclaimed", "0"));
            request.json(200, new NetworksPruned(deleted.isEmpty() ? null : deleted));
        });
    }

    /** Deletes a network unless it was attached to or deleted meanwhile. */
    private boolean tryDelete(Network network) {
        try {
            networks.delete(network.id().value());
            return true;
        } catch (NaruException.Forbidden | NaruException.NotFound ignored) {
            return false;
        }
    }

    /** Whether a running container is attached; Docker ignores stopped ones. */
    private boolean isUsed(Network network) {
        return !networks.endpoints(network.id()).isEmpty();
    }
}
