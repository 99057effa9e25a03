package naru.proxy.table;

import naru.proxy.model.Middleware;
import naru.proxy.model.Route;

import java.util.List;

/**
 * A route whose names are resolved.
 *
 * @param claimant the workload that asked for the route first
 * @param steps the middlewares, chains resolved, in the order in which requests pass them
 */
public record RoutedService(Route route, String claimant, List<Middleware> steps, Pool pool) {
    public RoutedService {
        steps = List.copyOf(steps);
    }
}
