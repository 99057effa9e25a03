package naru.proxy.haproxy.routing;

import naru.proxy.haproxy.routing.CompiledRouting.Rule;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.label.Settings.EntryPoint.Kind;
import naru.proxy.model.Tls;
import naru.proxy.model.Tls.PlainRequests;
import naru.proxy.rule.Matcher;
import naru.proxy.rule.NormalForm.Test;
import naru.proxy.rule.Request;
import naru.proxy.table.RoutedService;
import naru.proxy.table.RoutingTable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compiles the routes of one entry point. For each host name that a rule mentions, the tests of the
 * host are decided here. If only path prefixes remain, requests are routed by one look-up in a map;
 * otherwise the host name gets rules of its own. Rules with wildcards and expressions serve the
 * host names that no rule mentions.
 */
public final class RoutingCompiler {
    /** A way to a backend for requests that pass all tests. */
    private record Way(Set<Test> tests, String backend) {}

    private final List<Alternative> alternatives;
    private final String notFound;
    private final String unknown;
    private final String defaultHost;
    private final Map<String, String> hosts = new TreeMap<>();
    private final Map<String, String> paths = new TreeMap<>();
    private final List<Rule> rules = new ArrayList<>();

    /**
     * @param notFound the backend of requests with a known host that no route takes
     * @param unknown the backend of requests with an unknown host
     * @param defaultHost whose routes are tried for these before; empty for none
     */
    private RoutingCompiler(
            List<Alternative> alternatives, String notFound, String unknown, String defaultHost) {
        this.defaultHost = defaultHost;
        this.alternatives = alternatives;
        this.notFound = notFound;
        this.unknown = unknown;
    }

    /** The HTTP routes of an entry point. */
    public static CompiledRouting compile(RoutingTable table, EntryPoint by, Backends backends) {
        var alternatives =
                table.routes().stream()
                        .filter(routed -> !routed.route().isTcp())
                        .flatMap(routed ->
                                Alternative.of(
                                        routed.route(),
                                        target(routed, by, backends),
                                        table.listens(routed.route(), by)))
                        .toList();
        return new RoutingCompiler(
                        alternatives,
                        Backends.NOT_FOUND,
                        by.isSecure() ? Backends.MISDIRECTED : Backends.NOT_FOUND,
                        table.settings().defaultHost())
                .compile();
    }

    /**
     * Compiles alternatives in the order in which they are tried.
     *
     * @param otherwise the backend if none of them holds
     */
    static CompiledRouting compile(List<Alternative> alternatives, String otherwise) {
        return new RoutingCompiler(alternatives, otherwise, otherwise, "").compile();
    }

    private CompiledRouting compile() {
        for (var host : mentioned()) {
            compileHost(host, isKnown(host) ? waysOf(host) : waysOfUnknown());
        }
        compileOthers();
        return new CompiledRouting(hosts, paths, rules);
    }

    private Set<String> mentioned() {
        var names = new TreeSet<String>();
        for (var alternative : alternatives) {
            for (var test : alternative.tests()) {
                if (test.matcher() instanceof Matcher.Host(var name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /** The ways for one host name, the tests of the host decided. */
    private List<Way> waysOf(String host) {
        var request = Request.get(host, "/");
        return alternatives.stream()
                .filter(alternative -> alternative.mayTake(host))
                .filter(Alternative::listens)
                .filter(alternative -> holds(alternative.tests(), request))
                .map(a -> new Way(withoutHost(a.tests()), a.target()))
                .toList();
    }

    private List<Way> waysOfUnknown() {
        return defaultHost.isEmpty() ? List.of() : waysOf(defaultHost);
    }

    private static boolean holds(Set<Test> tests, Request request) {
        return tests.stream().filter(Test::isOfHost).allMatch(t -> t.holds(request));
    }

    private static Set<Test> withoutHost(Set<Test> tests) {
        var rest = new LinkedHashSet<>(tests);
        rest.removeIf(Test::isOfHost);
        return rest;
    }

    private void compileHost(String host, List<Way> ways) {
        var prefixes = prefixes(ways);
        if (prefixes.isPresent()) {
            hosts.put(host, CompiledRouting.BY_PATH);
            prefixes.get().forEach((prefix, backend) -> paths.put(host + prefix, backend));
            if (!prefixes.get().containsKey("/")) {
                paths.put(host + "/", isKnown(host) ? notFound : unknown);
            }
            return;
        }
        hosts.put(host, host);
        for (var way : ways) {
            rules.add(new Rule(host, Conditions.all(way.tests()), way.backend()));
        }
        rules.add(new Rule(host, List.of(), isKnown(host) ? notFound : unknown));
    }

    /**
     * Backends by path prefix, if the ways need no more. A longer prefix of a later way is left out
     * if an earlier way covers it, since the look-up would prefer it.
     */
    private static Optional<Map<String, String>> prefixes(List<Way> ways) {
        var prefixes = new LinkedHashMap<String, String>();
        for (var way : ways) {
            var prefix = prefix(way.tests());
            if (prefix.isEmpty()) {
                return Optional.empty();
            }
            if (prefixes.keySet().stream().noneMatch(prefix.get()::startsWith)) {
                prefixes.put(prefix.get(), way.backend());
            }
        }
        return Optional.of(prefixes);
    }

    private static Optional<String> prefix(Set<Test> tests) {
        if (tests.isEmpty()) {
            return Optional.of("/");
        }
        return tests.size() == 1
                        && tests.iterator().next()
                                instanceof Test(Matcher.PathPrefix(var prefix), var negated)
                        && !negated
                        && prefix.chars().noneMatch(Character::isWhitespace)
                ? Optional.of(prefix)
                : Optional.empty();
    }

    private void compileOthers() {
        var known = new ArrayList<Rule>();
        boolean always = false;
        for (var alternative : alternatives) {
            if (alternative.host().isEmpty()) {
                var rest = withoutNames(alternative.tests());
                if (alternative.listens()) {
                    rules.add(other(rest, alternative.target()));
                }
                rest.removeIf(test -> !test.isOfHost());
                always |= rest.isEmpty();
                known.add(other(rest, notFound));
            }
        }
        if (always) {
            rules.add(other(Set.of(), notFound));
        } else {
            known.stream().distinct().forEach(rules::add);
            waysOfUnknown().forEach(way -> rules.add(other(way.tests(), way.backend())));
            rules.add(other(Set.of(), unknown));
        }
    }

    private static Rule other(Set<Test> tests, String backend) {
        return new Rule(CompiledRouting.OTHER, Conditions.all(tests), backend);
    }

    /** Host names that no rule mentions pass every negated test of a name. */
    private static Set<Test> withoutNames(Set<Test> tests) {
        var rest = new LinkedHashSet<>(tests);
        rest.removeIf(test -> test.matcher() instanceof Matcher.Host);
        return rest;
    }

    private boolean isKnown(String host) {
        var request = Request.get(host, "/");
        return alternatives.stream()
                .filter(alternative -> alternative.mayTake(host))
                .anyMatch(alternative -> holds(alternative.tests(), request));
    }

    private static String target(RoutedService routed, EntryPoint by, Backends backends) {
        return by.kind() == Kind.HTTP
                        && routed.route().tls() instanceof Tls.Terminated tls
                        && tls.plain() == PlainRequests.REDIRECT
                ? Backends.TO_HTTPS
                : backends.name(routed);
    }
}
