package naru.api;

import naru.api.http.Exchange;
import naru.api.http.Handler;
import naru.api.http.RequestHead;
import naru.api.resource.ApiVersion;
import naru.api.resource.Request;
import naru.api.resource.ResourceGroup;
import naru.api.resource.Route;
import naru.api.wire.EngineVersion;
import naru.api.wire.Failures;
import naru.api.wire.Paths;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the action for a request: version first, then the resource by its first segment, then the
 * resource's table.
 */
final class Router implements Handler {
    private static final String SERVER = "Naru/" + EngineVersion.NUMBER + " (linux)";

    private final Map<String, ResourceGroup> groups = new HashMap<>();
    private final Map<String, List<Route>> tables =
            new ConcurrentHashMap<>(); // tables are created on first use

    /**
     * @throws IllegalArgumentException when two resources serve the same first segment
     */
    Router(List<ResourceGroup> resources) {
        for (var group : resources) {
            for (String segment : group.segments()) {
                if (groups.put(segment, group) != null) {
                    throw new IllegalArgumentException("two resources serve /" + segment);
                }
            }
        }
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        exchange.addHeader("Api-Version", ApiVersion.MAXIMUM.toString());
        exchange.addHeader("Docker-Experimental", "false");
        exchange.addHeader("Ostype", "linux");
        exchange.addHeader("Server", SERVER);
        try {
            route(exchange);
        } catch (IOException | RuntimeException | LinkageError e) {
            Failures.answer(exchange, e);
        }
    }

    /** Whether the route is marked as quick; false if its table is not created yet. */
    @Override
    public boolean isQuick(RequestHead request) {
        var path = Paths.segments(request.path());
        if (beginsWithVersion(path)) {
            path.removeFirst();
        }
        if (path.isEmpty() || !request.query().isEmpty()) {
            return false;
        }
        var known = tables.getOrDefault(path.getFirst(), List.of());
        var found = find(known, request.method(), path);
        return found != null && found.route().quick();
    }

    private static boolean beginsWithVersion(List<String> path) {
        return !path.isEmpty() && Paths.isVersion(path.getFirst());
    }

    /** A matching route and the value of its variable. */
    private record Found(Route route, String id) {}

    private static @Nullable Found find(List<Route> table, String method, List<String> path) {
        for (var route : table) {
            var id = route.match(method, path);
            if (id != null) {
                return new Found(route, id);
            }
        }
        return null;
    }

    private void route(Exchange exchange) throws IOException {
        var path = Paths.segments(exchange.request().path());
        var version = ApiVersion.MAXIMUM;
        if (beginsWithVersion(path)) {
            version = ApiVersion.parse(path.removeFirst().substring(1));
        }
        if (exchange.request().method().equals("OPTIONS")) {
            exchange.empty(200); // for any page, as in Docker
            return;
        }
        if (!path.isEmpty()) {
            var found = find(table(path.getFirst()), exchange.request().method(), path);
            if (found != null) {
                found.route().action().answer(new Request(exchange, version, found.id()));
                return;
            }
        }
        throw new NaruException.NotFound("page not found");
    }

    private List<Route> table(String firstSegment) {
        var known = tables.get(firstSegment);
        if (known != null) {
            return known;
        }
        var group = groups.get(firstSegment);
        return group == null
                ? List.of()
                : tables.computeIfAbsent(firstSegment, _ -> group.resource().get().routes());
    }
}
