package naru.proxy.table;

import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.model.Tls;
import naru.proxy.rule.NormalForm;
import naru.proxy.rule.NormalForm.Test;
import naru.proxy.rule.Request;
import naru.proxy.table.Decision.Outcome;
import naru.proxy.table.Decision.Passed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The way of one connection. As in Traefik, TCP routes that name its host come first, then HTTP
 * routes that name it, then TCP routes for all names, then other HTTP routes.
 */
public final class ConnectionRouting {
    private final RoutingTable table;
    private final EntryPoint by;
    private final Request connection;
    private final boolean isTls;

    private ConnectionRouting(
            RoutingTable table, EntryPoint by, Request connection, boolean isTls) {
        this.table = table;
        this.by = by;
        this.connection = connection;
        this.isTls = isTls;
    }

    /**
     * Returns the outcome of a connection, whose TLS may be that of HTTPS.
     *
     * @param isTls whether it begins with a TLS hello
     */
    public static Decision decide(
            RoutingTable table, EntryPoint by, Request connection, boolean isTls) {
        return new ConnectionRouting(table, by, connection, isTls).decide();
    }

    private Decision decide() {
        var named = isTls ? first(NormalForm::namesHosts) : Optional.<RoutedService>empty();
        var taker = named.isPresent() || isNamedByHttp() ? named : first(tests -> true);
        return taker.map(routed ->
                        new Decision(new Outcome.Served(routed), passed(Optional.of(routed))))
                .orElseGet(() ->
                        new Decision(
                                isTls && by.isSecure()
                                        ? new Outcome.LeftToHttp()
                                        : new Outcome.Closed(),
                                passed(Optional.empty())));
    }

    private List<RoutedService> tcp() {
        return table.routes().stream().filter(routed -> routed.route().isTcp()).toList();
    }

    private Optional<RoutedService> first(Predicate<Set<Test>> isMeant) {
        return tcp().stream()
                .filter(this::listens)
                .filter(routed ->
                        routed.route().rule().alternatives().stream()
                                .filter(isMeant)
                                .anyMatch(this::holds))
                .findFirst();
    }

    private boolean listens(RoutedService routed) {
        boolean takesPlain = routed.route().tls() instanceof Tls.Never;
        return takesPlain != isTls && table.listens(routed.route(), by);
    }

    private boolean holds(Set<Test> tests) {
        return tests.stream().allMatch(test -> test.holds(connection));
    }

    private boolean isNamedByHttp() {
        return isTls
                && by.isSecure()
                && table.routes().stream()
                        .map(RoutedService::route)
                        .filter(route -> !route.isTcp() && table.listens(route, by))
                        .flatMap(route -> route.rule().alternatives().stream())
                        .filter(NormalForm::namesHosts)
                        .anyMatch(tests ->
                                tests.stream()
                                        .filter(Test::isOfHost)
                                        .allMatch(test -> test.holds(connection)));
    }

    /** The TCP routes that come before a taker, or all if there is none. */
    private List<Passed> passed(Optional<RoutedService> taker) {
        var passed = new ArrayList<Passed>();
        for (var routed : tcp()) {
            if (taker.filter(routed::equals).isPresent()) {
                break;
            }
            passed.add(new Passed(routed.route(), reason(routed)));
        }
        return passed;
    }

    private String reason(RoutedService routed) {
        if (!table.listens(routed.route(), by)) {
            return "does not listen for " + by.name();
        }
        if (!listens(routed)) {
            return isTls ? "takes connections without TLS" : "takes TLS only";
        }
        return routed.route().rule().matches(connection)
                ? "comes after routes that name the host"
                : RoutingTable.failing(routed.route(), connection)
                        .replace("HostRegexp(", "HostSNIRegexp(")
                        .replace("Host(", "HostSNI(");
    }
}
