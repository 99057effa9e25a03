package naru.network.reconcile;

import naru.linux.route.InterfaceAddress;
import naru.linux.route.Route;
import naru.linux.route.RoutingRule;
import naru.network.address.Addresses;
import naru.network.address.Prefix;
import naru.network.host.Host.Snapshot;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Detects foreign routes and rules that redirect packets for a subnet away from its bridge. Pure.
 *
 * @param names of links, by index
 */
public record RouteConflicts(Snapshot seen, List<RoutingRule> rules) {
    /** The conflict with the subnet of {@code bridge}, if any. */
    Optional<String> of(String network, String bridge, Prefix subnet) {
        var link = seen.links().get(bridge);
        if (link == null) {
            return Optional.empty();
        }
        return byRoute(network, link.index(), subnet)
                .or(() -> byRule(network, link.index(), subnet));
    }

    private Optional<String> byRoute(String network, int bridge, Prefix subnet) {
        return seen.allRoutes().stream()
                .filter(route -> route.table() == Route.RT_TABLE_MAIN)
                .filter(route -> route.type() == Route.RTN_UNICAST && route.link() != bridge)
                .filter(route -> subnet.contains(prefix(route)))
                .filter(route -> route.prefixLength() > subnet.length())
                .findFirst()
                .map(route ->
                        "route %s of interface %s covers a part of subnet %s of network %s: packets for containers there go that way"
                                .formatted(prefix(route), name(route.link()), subnet, network));
    }

    private Optional<String> byRule(String network, int bridge, Prefix subnet) {
        for (var rule : rules) {
            if (!isForOwnAddress(rule, subnet)) {
                continue;
            }
            var way = lookUp(rule, subnet);
            if (way.isPresent() && way.get().link() != bridge) {
                return Optional.of(
                        "rule 'from %s lookup %d' sends what this host sends from there to subnet %s of network %s by interface %s: the host cannot use that address to reach its published ports"
                                .formatted(
                                        source(rule),
                                        rule.table(),
                                        subnet,
                                        network,
                                        name(way.get().link())));
            }
        }
        return Optional.empty();
    }

    /** Rules before the main table's that match packets of this host to the subnet. */
    private boolean isForOwnAddress(RoutingRule rule, Prefix subnet) {
        var source = new Prefix(rule.source(), rule.sourceLength());
        var target = new Prefix(rule.target(), rule.targetLength());
        return rule.plain()
                && rule.priority() < RoutingRule.MAIN
                && rule.sourceLength() > 0
                && source.family() == subnet.family()
                && (rule.targetLength() == 0 || target.overlaps(subnet))
                && seen.all().stream().map(InterfaceAddress::address).anyMatch(source::contains);
    }

    /** The route of the rule's table that packets to the subnet take. */
    private Optional<Route> lookUp(RoutingRule rule, Prefix subnet) {
        return seen.allRoutes().stream()
                .filter(route -> route.table() == rule.table())
                .filter(route -> route.type() == Route.RTN_UNICAST)
                .filter(route -> route.prefixLength() > rule.suppressed())
                .filter(route -> prefix(route).family() == subnet.family())
                .filter(route -> prefix(route).contains(subnet))
                .max(Comparator.comparing(Route::prefixLength));
    }

    private static String source(RoutingRule rule) {
        var text = Addresses.text(rule.source());
        var whole = rule.source().getAddress().length * 8;
        return rule.sourceLength() == whole ? text : text + "/" + rule.sourceLength();
    }

    private static Prefix prefix(Route route) {
        return new Prefix(route.destination(), route.prefixLength());
    }

    private String name(int link) {
        return seen.links().values().stream()
                .filter(each -> each.index() == link)
                .map(each -> each.name())
                .findFirst()
                .orElse("number " + link);
    }
}
