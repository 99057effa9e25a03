package naru.proxy.model;

import naru.proxy.rule.Matcher;
import naru.proxy.rule.NormalForm;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which requests go to which service.
 *
 * @param kind whether it takes requests or whole connections
 * @param text the rule as it is shown
 * @param priority the route of the highest priority takes a request that several match
 * @param depth decides between routes of equal priority: the higher one first
 * @param entryPoints where requests come in; empty stands for all of the kind that {@code tls} asks
 *     for
 * @param middlewares in the order in which requests pass them
 */
public record Route(
        Kind kind,
        Name name,
        NormalForm rule,
        String text,
        int priority,
        int depth,
        Set<String> entryPoints,
        Tls tls,
        List<Reference> middlewares,
        Reference service) {
    /** The order in which routes are tried. */
    public static final Comparator<Route> ORDER =
            Comparator.comparingInt(Route::priority)
                    .thenComparingInt(Route::depth)
                    .reversed()
                    .thenComparing(Route::name);

    /** What a route takes. */
    public enum Kind {
        HTTP,
        TCP
    }

    /** A route for HTTP requests. */
    public Route(
            Name name,
            NormalForm rule,
            String text,
            int priority,
            int depth,
            Set<String> entryPoints,
            Tls tls,
            List<Reference> middlewares,
            Reference service) {
        this(Kind.HTTP, name, rule, text, priority, depth, entryPoints, tls, middlewares, service);
    }

    public boolean isTcp() {
        return kind == Kind.TCP;
    }

    public Route {
        entryPoints = Set.copyOf(entryPoints);
        middlewares = List.copyOf(middlewares);
    }

    /** The host names that the rule mentions; {@code *.} stands for one label. */
    public SortedSet<String> hosts() {
        var hosts = new TreeSet<String>();
        for (var tests : rule.alternatives()) {
            for (var test : tests) {
                if (!test.negated() && test.matcher() instanceof Matcher.Host(var name)) {
                    hosts.add(name);
                } else if (!test.negated()
                        && test.matcher() instanceof Matcher.HostBelow(var domain)) {
                    hosts.add("*." + domain);
                }
            }
        }
        return hosts;
    }

    /** The same route with another treatment of HTTPS. */
    public Route with(Tls other) {
        return new Route(
                kind, name, rule, text, priority, depth, entryPoints, other, middlewares, service);
    }
}
