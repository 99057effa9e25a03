package naru.api.networks;

import naru.api.resource.Engine;
import naru.api.resource.Resource;
import naru.api.resource.Route;

import java.util.List;

/** {@code GET /metrics}, as Prometheus reads it. */
public final class MetricsResource implements Resource {
    private final DnsView view;

    public MetricsResource(Engine engine) {
        view = new DnsView(engine);
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/metrics", view::metrics));
    }
}
