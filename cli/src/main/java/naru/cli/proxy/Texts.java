package naru.cli.proxy;

import naru.proxy.model.Middleware;
import naru.proxy.model.Route;
import naru.proxy.model.Tls;
import naru.proxy.table.Member;
import naru.proxy.table.RoutedService;

import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Routes as a terminal shows them. */
final class Texts {
    private Texts() {}

    /** How requests come in: {@code http}, {@code https} or both. */
    static String entry(Route route) {
        if (route.isTcp()) {
            return tcp(route);
        }
        return switch (route.tls()) {
            case Tls.Either() -> "http, https";
            case Tls.Passthrough() -> "tls";
            case Tls.Never() -> "http";
            case Tls.Terminated tls ->
                    switch (tls.plain()) {
                        case REDIRECT -> "https, http redirected";
                        case SERVE -> "http, https";
                        case REFUSE, OTHER_ROUTES -> "https";
                    };
        };
    }

    /** How connections come in, and at which entry points. */
    private static String tcp(Route route) {
        var kind =
                switch (route.tls()) {
                    case Tls.Passthrough() -> "tls passed through";
                    case Tls.Terminated ignored -> "tls";
                    case Tls.Either(), Tls.Never() -> "tcp";
                };
        return route.entryPoints().isEmpty()
                ? kind
                : kind + " at " + String.join(", ", new TreeSet<>(route.entryPoints()));
    }

    static String steps(RoutedService routed) {
        return routed.steps().isEmpty()
                ? "-"
                : routed.steps().stream().map(Texts::step).collect(Collectors.joining(", "));
    }

    /** A middleware's kind: {@code strip-prefix}. */
    private static String step(Middleware middleware) {
        return middleware
                .getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    /** What is kept of a route's responses. */
    static String cache(Middleware.Cache cache) {
        return "responses are cached: for the time that they say"
                + cache.lifetime()
                        .map(time -> ", or else for " + time.toSeconds() + " seconds")
                        .orElse("")
                + ", up to "
                + cache.maxObject()
                + " bytes each";
    }

    static String members(RoutedService routed) {
        return routed.pool().members().stream().map(Member::text).collect(Collectors.joining(", "));
    }
}
