package naru.api.swarm;

import static naru.api.resource.Route.delete;
import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.cluster.node.ClusterControl;
import naru.network.model.NaruException;

import java.util.List;

/** Services and what belongs to them: replies like an engine that is not a swarm manager. */
public final class WorkloadResource implements Resource {
    /** Needs no part of the engine. */
    public WorkloadResource() {}

    @Override
    public List<Route> routes() {
        return List.of(
                get("/services", WorkloadResource::noManager),
                get("/services/{id}", WorkloadResource::noManager),
                post("/services/{id}", WorkloadResource::noManager),
                delete("/services/{id}", WorkloadResource::noManager),
                get("/tasks", WorkloadResource::noManager),
                get("/tasks/{id}", WorkloadResource::noManager),
                get("/secrets", WorkloadResource::noManager),
                get("/secrets/{id}", WorkloadResource::noManager),
                post("/secrets/{id}", WorkloadResource::noManager),
                delete("/secrets/{id}", WorkloadResource::noManager),
                get("/configs", WorkloadResource::noManager),
                get("/configs/{id}", WorkloadResource::noManager),
                post("/configs/{id}", WorkloadResource::noManager),
                delete("/configs/{id}", WorkloadResource::noManager));
    }

    private static void noManager(Request request) {
        throw new NaruException.Exhausted(ClusterControl.NONE);
    }
}
