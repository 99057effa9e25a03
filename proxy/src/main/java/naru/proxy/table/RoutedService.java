package naru.proxy.table;

import naru.proxy.model.Middleware;
import naru.proxy.model.Route;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A route whose names are resolved.
 *
 * @param claimant the workload that asked for the route first
 * @param steps the middlewares, chains resolved, in the order in which requests pass them
 * @param pages the services of error pages by the references of middlewares
 */
public record RoutedService(
        Route route, String claimant, List<Middleware> steps, Pool pool, Map<String, Pool> pages) {
    public RoutedService {
        steps = List.copyOf(steps);
        pages = Map.copyOf(pages);
    }

    /** How responses are cached; empty if they are not. */
    public Optional<Middleware.Cache> cache() {
        return steps.stream()
                .filter(Middleware.Cache.class::isInstance)
                .map(Middleware.Cache.class::cast)
                .findFirst();
    }

    /** The same service by another form of its route. */
    public RoutedService with(Route other) {
        return new RoutedService(other, claimant, steps, pool, pages);
    }
}
