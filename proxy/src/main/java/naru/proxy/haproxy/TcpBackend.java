package naru.proxy.haproxy;

import naru.proxy.haproxy.text.AddressAcl;
import naru.proxy.haproxy.text.Section;
import naru.proxy.model.Middleware;
import naru.proxy.model.Middleware.AllowAddresses;
import naru.proxy.model.Middleware.InFlightLimit;
import naru.proxy.table.RoutedService;

import java.util.List;

/** The backend of a TCP service and its middlewares. */
final class TcpBackend {
    private TcpBackend() {}

    /** The section without its servers. */
    static Section section(String name, RoutedService routed) {
        var section = new Section("backend " + name);
        var service = routed.pool().service();
        BackendSection.balance(section, service);
        BackendSection.timeouts(section, service);
        ServerOptions.check(service)
                .ifPresent(check ->
                        section.add(
                                "timeout check " + GlobalSection.milliseconds(check.timeout())));
        var steps = routed.steps();
        for (int i = 0; i < steps.size(); i++) {
            section.addAll(lines(steps.get(i), i));
        }
        return section;
    }

    /** Why the route refuses all connections. */
    static List<String> problems(RoutedService routed) {
        return routed.steps().stream()
                .filter(Middleware.Refused.class::isInstance)
                .map(step -> ((Middleware.Refused) step).reason())
                .toList();
    }

    private static List<String> lines(Middleware step, int number) {
        return switch (step) {
            case AllowAddresses(var ranges, var ignored) -> {
                var name = "allowed" + number;
                var lines = new java.util.ArrayList<>(AddressAcl.lines(name, "src", ranges));
                lines.add("tcp-request content reject unless " + name);
                yield lines;
            }
            case InFlightLimit(var most, var ignored) ->
                    List.of(
                            "stick-table type ipv6 size 100k expire 1m store conn_cur",
                            "tcp-request content track-sc0 src",
                            "tcp-request content reject if { sc0_conn_cur gt " + most + " }");
            case Middleware.Refused ignored -> List.of("tcp-request content reject");
            default -> throw new IllegalArgumentException("not a middleware of TCP: " + step);
        };
    }
}
