package naru.api.system;

import static naru.api.resource.Route.get;
import static naru.api.resource.Route.head;

import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.cluster.node.ClusterNode;
import naru.cluster.node.LocalStatus;

import java.io.IOException;
import java.util.List;

/** Availability and API versions of the engine. */
public final class PingResource implements Resource {
    private final ClusterNode cluster;

    public PingResource(ClusterNode cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/_ping", this::ping).quickIfPlain(),
                head("/_ping", this::ping).quickIfPlain());
    }

    private void ping(Request request) throws IOException {
        request.setHeader("Builder-Version", "1");
        request.setHeader("Swarm", swarm(cluster.status()));
        request.setHeader("Cache-Control", "no-cache, no-store, must-revalidate");
        request.setHeader("Pragma", "no-cache");
        request.text(200, "OK");
    }

    private static String swarm(LocalStatus status) {
        if (!status.state().equals("active")) {
            return status.state();
        }
        return status.manager() ? "active/manager" : "active/worker";
    }
}
