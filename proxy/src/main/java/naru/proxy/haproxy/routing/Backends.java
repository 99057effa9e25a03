package naru.proxy.haproxy.routing;

import naru.proxy.model.Middleware;
import naru.proxy.model.Name;
import naru.proxy.table.RoutedService;
import naru.proxy.table.RoutingTable;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The backends of a table by name. Routes with the same service and the same middlewares share one,
 * so that its members are checked once.
 */
public final class Backends {
    /** Names of backends that Naru itself has; users' names have no two colons in a row. */
    public static final String NOT_FOUND = "naru::404";

    public static final String MISDIRECTED = "naru::421";
    public static final String TO_HTTPS = "naru::https";

    /** Before the name of a route's backend: the backend of its members, behind the cache. */
    public static final String ORIGIN = "naru::origin:";

    private record Key(Name service, List<Middleware> steps) {}

    private final Map<Key, String> names = new LinkedHashMap<>();
    private final Map<String, RoutedService> backends = new LinkedHashMap<>();
    private final Set<String> used = new HashSet<>();

    public Backends(RoutingTable table) {
        for (var routed : table.routes()) {
            var key = key(routed);
            if (!names.containsKey(key)) {
                var name = free(text(routed.route().name()));
                names.put(key, name);
                backends.put(name, routed);
            }
        }
    }

    /** The first route of each backend, by the backend's name. */
    public Map<String, RoutedService> all() {
        return backends;
    }

    public String name(RoutedService routed) {
        var name = names.get(key(routed));
        if (name == null) {
            throw new IllegalArgumentException("not a route of this table: " + routed.route());
        }
        return name;
    }

    private static Key key(RoutedService routed) {
        return new Key(routed.pool().service().name(), routed.steps());
    }

    /** HAProxy's names have letters, digits and {@code -_.:}; configuration manual, section 4. */
    private static String text(Name name) {
        var local = name.local().replaceAll("[^A-Za-z0-9_.-]", "_");
        return name.project().isEmpty()
                ? local
                : name.project().replaceAll("[^A-Za-z0-9_.-]", "_") + ":" + local;
    }

    private String free(String name) {
        var free = name;
        for (int i = 2; !used.add(free); i++) {
            free = name + ":" + i;
        }
        return free;
    }
}
