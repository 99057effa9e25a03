package naru.proxy.haproxy.routing;

import naru.proxy.haproxy.routing.CompiledRouting.Rule;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.model.Tls;
import naru.proxy.rule.NormalForm.Test;
import naru.proxy.table.RoutedService;
import naru.proxy.table.RoutingTable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Compiles the TCP routes of one entry point, which are tried before its HTTP routes. As in
 * Traefik, an HTTPS route that names the host comes before a TCP route for all names.
 */
public final class TcpCompiler {
    /** Prefix of the backends that lead to the frontend that ends TLS. */
    public static final String ENDS_TLS = "naru::tls:";

    private TcpCompiler() {}

    /** The TCP routes that listen at an entry point. */
    public static List<RoutedService> routes(RoutingTable table, EntryPoint by) {
        return table.routes().stream()
                .filter(routed -> routed.route().isTcp() && table.listens(routed.route(), by))
                .toList();
    }

    /** Whether connections are routed by what their TLS hello has. */
    public static boolean readsHello(List<RoutedService> routes, EntryPoint by) {
        return by.isSecure() || routes.stream().anyMatch(TcpCompiler::isTls);
    }

    /**
     * Compiles the routes.
     *
     * @param otherwise the backend of connections that no route takes
     */
    public static CompiledRouting compile(
            RoutingTable table, EntryPoint by, Backends backends, String otherwise) {
        var routes = routes(table, by);
        var named = new ArrayList<Alternative>();
        var others = new ArrayList<Alternative>();
        for (var routed : routes) {
            if (isTls(routed)) {
                Alternative.of(routed.route(), target(routed, backends), true)
                        .forEach(found -> (found.namesHosts() ? named : others).add(found));
            }
        }
        if (!others.isEmpty() && by.isSecure()) {
            named.addAll(namesOfHttps(table, by, otherwise));
        }
        named.addAll(others);
        return RoutingCompiler.compile(named, otherwise).and(plain(routes, backends));
    }

    private static boolean isTls(RoutedService routed) {
        return !(routed.route().tls() instanceof Tls.Never);
    }

    private static String target(RoutedService routed, Backends backends) {
        var name = backends.name(routed);
        return routed.route().tls() instanceof Tls.Terminated ? ENDS_TLS + name : name;
    }

    private static List<Alternative> namesOfHttps(
            RoutingTable table, EntryPoint by, String target) {
        return table.routes().stream()
                .filter(routed -> !routed.route().isTcp() && table.listens(routed.route(), by))
                .flatMap(routed -> routed.route().rule().alternatives().stream())
                .map(TcpCompiler::onlyHosts)
                .map(tests -> Alternative.of(tests, target, true))
                .filter(Alternative::namesHosts)
                .toList();
    }

    private static Set<Test> onlyHosts(Set<Test> tests) {
        var hosts = new LinkedHashSet<>(tests);
        hosts.removeIf(test -> !test.isOfHost());
        return hosts;
    }

    private static List<Rule> plain(List<RoutedService> routes, Backends backends) {
        var rules = new ArrayList<Rule>();
        for (var routed : routes) {
            if (!isTls(routed)) {
                for (var tests : routed.route().rule().alternatives()) {
                    rules.add(
                            new Rule(
                                    CompiledRouting.PLAIN,
                                    Conditions.all(tests),
                                    backends.name(routed)));
                }
            }
        }
        return rules;
    }
}
