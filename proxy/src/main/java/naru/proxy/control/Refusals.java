package naru.proxy.control;

import naru.proxy.model.Middleware;
import naru.proxy.model.Problem;
import naru.proxy.model.Route;
import naru.proxy.model.Service;
import naru.proxy.table.Pool;
import naru.proxy.table.RoutedService;
import naru.proxy.table.RoutingTable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The routes whose text HAProxy refuses. They are found by trials with parts of the table, and do
 * not keep the others from being loaded. For one thread.
 */
final class Refusals {
    /** How long a search may delay other changes. It goes on in the next one. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final Map<Key, Refusal> known = new HashMap<>();

    /** What a refusal holds for: a route that is defined differently is tried again. */
    private record Key(Route route, List<Middleware> steps, Service service) {
        static Key of(RoutedService routed) {
            return new Key(routed.route(), routed.steps(), routed.pool().service());
        }
    }

    private record Refusal(Remedy remedy, String reason) {}

    /** What is loaded in place of a route; the first one that HAProxy accepts. */
    private enum Remedy {
        /** The same route without its middlewares; it answers all requests with an error. */
        NO_STEPS,
        /** The same, of a service without settings. */
        NO_SETTINGS,
        /** Nothing. */
        NO_ROUTE
    }

    /** A trial of a configuration. */
    interface Trial {
        /** HAProxy's messages if it refuses the configuration of a table; empty if it accepts. */
        Optional<String> of(RoutingTable table) throws IOException;
    }

    Refusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The table that HAProxy accepts, as far as it is known, with a problem for each refusal. */
    RoutingTable without(RoutingTable table) {
        var keys = table.routes().stream().map(Key::of).toList();
        known.keySet().retainAll(Set.copyOf(keys));
        if (known.isEmpty()) {
            return table;
        }
        var problems = new ArrayList<>(table.problems());
        for (var routed : table.routes()) {
            var refusal = known.get(Key.of(routed));
            if (refusal != null && refusal.remedy() == Remedy.NO_ROUTE) {
                problems.add(
                        new Problem(
                                routed.claimant(),
                                "router " + routed.route().name(),
                                refusal.reason()));
            }
        }
        var routes =
                table.routes().stream()
                        .flatMap(routed -> remedied(routed, known.get(Key.of(routed))).stream())
                        .toList();
        return new RoutingTable(table.settings(), routes, problems);
    }

    /**
     * Looks for the routes because of which HAProxy refuses a table.
     *
     * @param table without what is known to be refused
     * @return whether there are any that were not known
     */
    boolean search(RoutingTable table, Trial trial) throws IOException {
        var search = new Search(table, trial);
        if (search.whole.routes().isEmpty() || search.refusal(List.of()).isPresent()) {
            return false; // not because of a route
        }
        search.admit(search.whole.routes());
        known.putAll(search.found);
        return !search.found.isEmpty();
    }

    private final class Search {
        private final long end = nanoTime.getAsLong() + LIMIT.toNanos();
        private final RoutingTable whole;
        private final Trial trial;
        private final List<RoutedService> accepted = new ArrayList<>();
        private final Map<Key, Refusal> found = new LinkedHashMap<>();

        Search(RoutingTable whole, Trial trial) {
            this.whole = whole;
            this.trial = trial;
        }

        /** Whether routes are refused beside those that were accepted. */
        Optional<String> refusal(List<RoutedService> routes) throws IOException {
            var all = new ArrayList<>(accepted);
            all.addAll(routes);
            return trial.of(new RoutingTable(whole.settings(), all, List.of()));
        }

        /** Accepts routes together, or else each half of them. */
        void admit(List<RoutedService> routes) throws IOException {
            if (nanoTime.getAsLong() - end > 0 && !found.isEmpty()) {
                return;
            }
            var refusal = refusal(routes);
            if (refusal.isEmpty()) {
                accepted.addAll(routes);
            } else if (routes.size() == 1) {
                remedy(routes.getFirst(), reason(refusal.get()));
            } else {
                int half = routes.size() / 2;
                admit(routes.subList(0, half));
                admit(routes.subList(half, routes.size()));
            }
        }

        private void remedy(RoutedService routed, String reason) throws IOException {
            for (var remedy : Remedy.values()) {
                var refusal = new Refusal(remedy, reason);
                var instead = remedied(routed, refusal).stream().toList();
                if (refusal(instead).isEmpty()) {
                    accepted.addAll(instead);
                    found.put(Key.of(routed), refusal);
                    return;
                }
            }
        }
    }

    private static Optional<RoutedService> remedied(
            RoutedService routed, @Nullable Refusal refusal) {
        if (refusal == null) {
            return Optional.of(routed);
        }
        var pool = routed.pool();
        return switch (refusal.remedy()) {
            case NO_STEPS -> Optional.of(refusing(routed, refusal, pool));
            case NO_SETTINGS ->
                    Optional.of(
                            refusing(
                                    routed,
                                    refusal,
                                    new Pool(pool.service().plain(), pool.members())));
            case NO_ROUTE -> Optional.empty();
        };
    }

    private static RoutedService refusing(RoutedService routed, Refusal refusal, Pool pool) {
        return new RoutedService(
                routed.route(),
                routed.claimant(),
                List.of(new Middleware.Refused(refusal.reason())),
                pool,
                Map.of());
    }

    /** HAProxy's first message without the place in a file that only the trial had. */
    private static String reason(String messages) {
        return "HAProxy refuses it: "
                + messages.lines()
                        .findFirst()
                        .orElse("")
                        .replaceFirst("^config : (parsing \\[[^]]*\\]\\s*: )?", "");
    }
}
