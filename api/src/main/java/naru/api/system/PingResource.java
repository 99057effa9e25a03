package naru.api.system;

import static naru.api.resource.Route.get;
import static naru.api.resource.Route.head;

import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;

import java.io.IOException;
import java.util.List;

/** Availability and API versions of the engine. */
public final class PingResource implements Resource {
    @Override
    public List<Route> routes() {
        return List.of(
                get("/_ping", PingResource::ping).quickIfPlain(),
                head("/_ping", PingResource::ping).quickIfPlain());
    }

    private static void ping(Request request) throws IOException {
        request.setHeader("Builder-Version", "1");
        request.setHeader("Swarm", "inactive");
        request.setHeader("Cache-Control", "no-cache, no-store, must-revalidate");
        request.setHeader("Pragma", "no-cache");
        request.text(200, "OK");
    }
}
