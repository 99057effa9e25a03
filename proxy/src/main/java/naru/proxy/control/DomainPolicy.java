package naru.proxy.control;

import naru.proxy.model.Definitions;
import naru.proxy.model.Problem;
import naru.proxy.model.Route;
import naru.proxy.model.Tls;
import naru.proxy.rule.Matcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which project may claim which host names. A project that is listed may claim its own names only;
 * other projects may claim all names that are not listed.
 *
 * @param domains names by project; {@code *.} stands for all names below a domain
 */
record DomainPolicy(Map<String, List<String>> domains) {
    DomainPolicy {
        domains = Map.copyOf(domains);
    }

    /** The definitions without routes that their project may not have. */
    Definitions permitted(Definitions definitions) {
        if (domains.isEmpty()) {
            return definitions;
        }
        var workload = definitions.workload();
        var routes = new ArrayList<Route>();
        var problems = new ArrayList<>(definitions.problems());
        for (var route : definitions.routes()) {
            var objection = objection(workload.project(), route);
            if (objection.isEmpty()) {
                routes.add(route);
            } else {
                problems.add(
                        new Problem(workload.name(), "router " + route.name(), objection.get()));
            }
        }
        return new Definitions(
                workload, routes, definitions.services(), definitions.middlewares(), problems);
    }

    private Optional<String> objection(String project, Route route) {
        if (route.isTcp() && route.tls() instanceof Tls.Never) {
            return Optional.empty(); // connections without TLS have no host name
        }
        for (var tests : route.rule().alternatives()) {
            var hosts = new TreeSet<String>();
            for (var test : tests) {
                if (!test.negated() && test.matcher() instanceof Matcher.Host(var name)) {
                    hosts.add(name);
                } else if (!test.negated()
                        && test.matcher() instanceof Matcher.HostBelow(var domain)) {
                    hosts.add("*." + domain);
                }
            }
            if (hosts.isEmpty()) {
                return Optional.of(
                        "the rule names no host, but \"domains\" of daemon.json's \"proxy\" gives"
                                + " names to projects");
            }
            for (var host : hosts) {
                var objection = objection(project, host);
                if (objection.isPresent()) {
                    return objection;
                }
            }
        }
        return route.tls() instanceof Tls.Terminated tls
                ? tls.domains().stream()
                        .flatMap(domain -> objection(project, domain).stream())
                        .findFirst()
                : Optional.empty();
    }

    private Optional<String> objection(String project, String host) {
        var own = domains.get(project);
        if (own != null) {
            return own.stream().anyMatch(pattern -> covers(pattern, host))
                    ? Optional.empty()
                    : Optional.of(
                            "project \"%s\" may claim only %s, not %s"
                                    .formatted(project, String.join(", ", own), host));
        }
        return domains.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(p -> overlaps(p, host)))
                .map(entry -> "%s belongs to project \"%s\"".formatted(host, entry.getKey()))
                .sorted()
                .findFirst();
    }

    private static boolean covers(String pattern, String host) {
        return pattern.equals("*")
                || pattern.equalsIgnoreCase(host)
                || pattern.startsWith("*.") && endsWith(host, pattern.substring(1));
    }

    private static boolean overlaps(String pattern, String host) {
        return covers(pattern, host)
                || host.startsWith("*.") && endsWith(pattern, host.substring(1));
    }

    private static boolean endsWith(String host, String domain) {
        return host.length() > domain.length()
                && host.regionMatches(
                        true, host.length() - domain.length(), domain, 0, domain.length());
    }
}
