package naru.api.system;

import static naru.api.resource.Route.delete;
import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.api.resource.SwarmMode;
import naru.network.model.NaruException;

import java.util.List;

/** Replies like an engine that is not a swarm manager. */
public final class SwarmResource implements Resource {
    @Override
    public List<Route> routes() {
        return List.of(
                get("/swarm", SwarmResource::noManager),
                get("/swarm/unlockkey", SwarmResource::noManager),
                post("/swarm/init", SwarmResource::noSwarm),
                post("/swarm/join", SwarmResource::noSwarm),
                post("/swarm/leave", SwarmResource::noMember),
                post("/swarm/{id}", SwarmResource::noManager),
                get("/nodes", SwarmResource::noManager),
                get("/nodes/{id}", SwarmResource::noManager),
                delete("/nodes/{id}", SwarmResource::noManager),
                post("/nodes/{id}", SwarmResource::noManager),
                get("/services", SwarmResource::noManager),
                get("/services/{id}", SwarmResource::noManager),
                post("/services/{id}", SwarmResource::noManager),
                delete("/services/{id}", SwarmResource::noManager),
                get("/tasks", SwarmResource::noManager),
                get("/tasks/{id}", SwarmResource::noManager),
                get("/secrets", SwarmResource::noManager),
                get("/secrets/{id}", SwarmResource::noManager),
                post("/secrets/{id}", SwarmResource::noManager),
                delete("/secrets/{id}", SwarmResource::noManager),
                get("/configs", SwarmResource::noManager),
                get("/configs/{id}", SwarmResource::noManager),
                post("/configs/{id}", SwarmResource::noManager),
                delete("/configs/{id}", SwarmResource::noManager));
    }

    private static void noManager(Request request) {
        throw new NaruException.Exhausted(SwarmMode.NO_MANAGER);
    }

    private static void noMember(Request request) {
        throw new NaruException.Exhausted("This node is not part of a swarm");
    }

    private static void noSwarm(Request request) {
        throw new NaruException.NotImplemented("Naru does not form swarms");
    }
}
