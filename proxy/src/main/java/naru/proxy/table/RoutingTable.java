package naru.proxy.table;

import naru.proxy.label.Settings;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.label.Settings.EntryPoint.Kind;
import naru.proxy.model.Problem;
import naru.proxy.model.Route;
import naru.proxy.model.Tls;
import naru.proxy.model.Tls.PlainRequests;
import naru.proxy.rule.NormalForm.Test;
import naru.proxy.rule.Request;
import naru.proxy.table.Decision.Outcome;
import naru.proxy.table.Decision.Passed;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * All routes, in the order in which they are tried. {@link TableBuilder} makes one.
 *
 * @param problems of all workloads, those of their labels and those between them
 */
public record RoutingTable(Settings settings, List<RoutedService> routes, List<Problem> problems) {
    /** No server of this connection knows the host name; RFC 9110, section 15.5.20. */
    private static final int MISDIRECTED = 421;

    private static final int NOT_FOUND = 404;

    public RoutingTable {
        routes =
                routes.stream()
                        .sorted(Comparator.comparing(RoutedService::route, Route.ORDER))
                        .toList();
        problems = problems.stream().sorted().distinct().toList();
    }

    /** Returns the outcome of a request that arrives by HTTP or HTTPS. */
    public Decision decide(EntryPoint by, Request request) {
        var decision = decision(by, request);
        return decision.outcome() instanceof Outcome.UnknownHost
                        && !settings.defaultHost().isEmpty()
                ? decision(by, request.to(settings.defaultHost()))
                : decision;
    }

    private Decision decision(EntryPoint by, Request request) {
        var passed = new ArrayList<Passed>();
        boolean hostIsKnown = false;
        for (var routed : routes) {
            var route = routed.route();
            if (route.isTcp()) {
                continue;
            }
            hostIsKnown |= mayHaveHost(route, request);
            if (!listens(route, by)) {
                passed.add(new Passed(route, "does not listen for " + by.name()));
            } else if (!route.rule().matches(request)) {
                passed.add(new Passed(route, failing(route, request)));
            } else {
                return new Decision(
                        by.kind() == Kind.HTTP && redirects(route)
                                ? new Outcome.RedirectedToHttps(routed)
                                : new Outcome.Served(routed),
                        passed);
            }
        }
        return new Decision(
                hostIsKnown
                        ? new Outcome.NoMatch()
                        : new Outcome.UnknownHost(by.isSecure() ? MISDIRECTED : NOT_FOUND),
                passed);
    }

    private static boolean redirects(Route route) {
        return route.tls() instanceof Tls.Terminated tls && tls.plain() == PlainRequests.REDIRECT;
    }

    /**
     * Whether a route takes what arrives at an entry point, or redirects it. HTTP routes that name
     * no entry point listen at the default ones, TCP routes at the secure ones among these.
     */
    public boolean listens(Route route, EntryPoint by) {
        boolean isNamed =
                route.entryPoints().stream().map(settings.entryPoints()::get).anyMatch(by::equals);
        boolean isUsual = route.entryPoints().isEmpty() && by.isDefault();
        return route.isTcp()
                ? isNamed || isUsual && by.isSecure()
                : (isNamed || isUsual) && takes(route.tls(), by.kind());
    }

    private static boolean takes(Tls tls, Kind by) {
        return switch (tls) {
            case Tls.Either() -> by != Kind.TCP;
            case Tls.Never() -> by == Kind.HTTP;
            case Tls.Passthrough() -> false;
            case Tls.Terminated terminated ->
                    by == Kind.HTTPS
                            || by == Kind.HTTP
                                    && (terminated.plain() == PlainRequests.REDIRECT
                                            || terminated.plain() == PlainRequests.SERVE);
        };
    }

    /** Whether some alternative of a route's rule has no objection to the host of a request. */
    private static boolean mayHaveHost(Route route, Request request) {
        return route.rule().alternatives().stream()
                .anyMatch(tests ->
                        tests.stream()
                                .filter(Test::isOfHost)
                                .allMatch(test -> test.holds(request)));
    }

    /** The tests that a request fails, of the alternative that it comes nearest to. */
    static String failing(Route route, Request request) {
        return route.rule().alternatives().stream()
                .map(tests -> failing(tests, request))
                .min(Comparator.comparingInt(List::size))
                .map(tests -> String.join(" and ", tests) + " does not hold")
                .orElse("its rule can never hold");
    }

    private static List<String> failing(Set<Test> tests, Request request) {
        return tests.stream()
                .filter(test -> !test.holds(request))
                .map(Test::toString)
                .sorted()
                .toList();
    }
}
