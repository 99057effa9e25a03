package naru.proxy.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The routes, services and middlewares that one workload defines. Definitions with a problem are
 * left out.
 *
 * @param routes in the order of their names
 */
public record Definitions(
        Workload workload,
        List<Route> routes,
        List<Service> services,
        Map<Name, Middleware> middlewares,
        List<Problem> problems) {
    public Definitions {
        routes = List.copyOf(routes);
        services = List.copyOf(services);
        middlewares = java.util.Collections.unmodifiableMap(new TreeMap<>(middlewares));
        problems = List.copyOf(problems);
    }

    public static Definitions none(Workload workload) {
        return new Definitions(workload, List.of(), List.of(), Map.of(), List.of());
    }

    /** Both together, for a workload that speaks two vocabularies. */
    public Definitions and(Definitions other) {
        var all = new TreeMap<>(middlewares);
        all.putAll(other.middlewares);
        return new Definitions(
                workload,
                join(routes, other.routes),
                join(services, other.services),
                all,
                join(problems, other.problems));
    }

    private static <T> List<T> join(List<T> one, List<T> two) {
        var all = new ArrayList<>(one);
        all.addAll(two);
        return all;
    }
}
