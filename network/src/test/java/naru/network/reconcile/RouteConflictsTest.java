package naru.network.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Route;
import naru.linux.route.RoutingRule;
import naru.network.address.Prefix;
import naru.network.host.Host.Snapshot;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RouteConflictsTest {
    private static final int ETH0 = 2;
    private static final int BRIDGE = 5;
    private static final int TUNNEL = 9;
    private static final int TABLE = 100;
    private static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.7");
    private static final Prefix SUBNET = Prefix.parse("10.81.0.0/16");

    @Test
    void namesARouteThatCoversAPart() {
        assertThat(found(List.of(route("10.81.128.0/17", TUNNEL)), List.of()))
                .hasValueSatisfying(said ->
                        assertThat(said)
                                .startsWith(
                                        "route 10.81.128.0/17 of interface tun0 covers a part of"
                                                + " subnet 10.81.0.0/16 of network net"));
        assertThat(found(List.of(route("10.81.0.7/32", TUNNEL)), List.of())).isPresent();
    }

    @Test
    void letsOtherRoutesBe() {
        var others =
                List.of(
                        route("10.0.0.0/8", TUNNEL),
                        route("10.82.0.0/24", TUNNEL),
                        route("10.81.0.0/16", BRIDGE),
                        route("10.81.9.0/24", BRIDGE),
                        inTable(route("10.81.9.0/24", TUNNEL), TABLE));
        assertThat(found(others, List.of())).isEmpty();
    }

    @Test
    void namesARuleThatLeadsTheHostElsewhere() {
        var routes = List.of(inTable(route("0.0.0.0/0", TUNNEL), TABLE));
        assertThat(found(routes, List.of(rule("192.0.2.7/32", 100, true, -1))))
                .hasValueSatisfying(said ->
                        assertThat(said)
                                .startsWith("rule 'from 192.0.2.7 lookup 100' sends")
                                .contains("by interface tun0"));
        assertThat(found(routes, List.of(rule("192.0.2.0/24", 100, true, -1))))
                .hasValueSatisfying(said -> assertThat(said).contains("from 192.0.2.0/24"));
    }

    @Test
    void letsOtherRulesBe() {
        var byDefault = inTable(route("0.0.0.0/0", TUNNEL), TABLE);
        var routes = List.of(byDefault);
        assertThat(found(routes, List.of(rule("198.51.100.7/32", 100, true, -1))))
                .as("of another host's address")
                .isEmpty();
        assertThat(found(routes, List.of(rule("192.0.2.7/32", 100, false, -1))))
                .as("of a mark")
                .isEmpty();
        assertThat(found(routes, List.of(rule("192.0.2.7/32", 32767, true, -1))))
                .as("after the main table")
                .isEmpty();
        assertThat(found(routes, List.of(rule("192.0.2.7/32", 100, true, 0))))
                .as("without the default route")
                .isEmpty();
        assertThat(found(List.of(), List.of(rule("192.0.2.7/32", 100, true, -1))))
                .as("of an empty table")
                .isEmpty();
        var both = List.of(byDefault, inTable(route("10.81.0.0/16", BRIDGE), TABLE));
        assertThat(found(both, List.of(rule("192.0.2.7/32", 100, true, -1))))
                .as("of a table that knows the bridge")
                .isEmpty();
    }

    private static Optional<String> found(List<Route> routes, List<RoutingRule> rules) {
        var links =
                Map.of(
                        "eth0", link(ETH0, "eth0"),
                        "br-net", link(BRIDGE, "br-net"),
                        "tun0", link(TUNNEL, "tun0"));
        var addresses = List.of(InterfaceAddress.of(ETH0, OWN, 24));
        var seen = new Snapshot(links, addresses, routes, List.of());
        return new RouteConflicts(seen, rules).of("net", "br-net", SUBNET);
    }

    private static Link link(int index, String name) {
        return new Link(index, name, "", 1, 1500, null, 0, 0, -1, 0, "", false, null, null);
    }

    private static Route route(String destination, int link) {
        var prefix = Prefix.parse(destination);
        return Route.onLink(prefix.address(), prefix.length(), link);
    }

    private static Route inTable(Route route, int table) {
        return new Route(
                route.destination(),
                route.prefixLength(),
                route.gateway(),
                route.link(),
                route.source(),
                table,
                route.protocol(),
                route.scope(),
                route.type(),
                route.metric());
    }

    private static RoutingRule rule(String from, long priority, boolean plain, int suppressed) {
        var source = Prefix.parse(from);
        var any = InetAddress.ofLiteral("0.0.0.0");
        return new RoutingRule(
                priority, source.address(), source.length(), any, 0, TABLE, plain, suppressed);
    }
}
