package naru.network.driver.bridge;

import static java.util.Objects.requireNonNull;

import naru.linux.address.Family;
import naru.linux.route.AddressChange;
import naru.linux.route.Change;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.network.driver.EndpointAddresses;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Owner;
import naru.network.model.Network;
import naru.network.model.PoolConfig;

import java.util.ArrayList;
import java.util.List;

/** The gateway addresses of a bridge, and the routes to it. */
record BridgeAddresses(Network network, BridgeSettings settings, Host host) {
    private static final int LAST = 2000; // after the kernel's own route, which has metric 0

    /**
     * In addition to its gateway addresses, a bridge with IPv6 gets a local route for ::1: replies
     * of a published port on the loopback arrive here, and the kernel requires a route for this
     * link. Packets for ::1 from the wire are dropped before the route lookup (ip6_rcv), and so are
     * these replies if bridge-nf-call-ip6tables translates them too early. Returns whether anything
     * was missing.
     */
    boolean add(int link, HostView view) {
        var present = view.addresses(link);
        var routes = view.routes(link);
        var missing = new ArrayList<Change>();
        for (var pool : network.ipam().pools()) {
            if (isOnBridge(pool) && has(present, pool)) {
                missing.addAll(missingRoutes(link, pool, routes));
            } else if (isOnBridge(pool)) {
                missing.add(new AddressChange.Replace(gateway(link, pool)));
            }
            if (isOnBridge(pool) && pool.family() == Family.IPV6 && !hasLoopback(routes)) {
                // A route replaces another link's with the same metric.
                missing.add(
                        new RouteChange.Replace(
                                Route.local(Family.IPV6.loopback(), link, LAST + link)));
            }
        }
        if (!missing.isEmpty()) {
            host.route().applyAll(missing);
        }
        return !missing.isEmpty();
    }

    /**
     * The kernel adds them together with the address. Its local IPv6 route cannot be added as the
     * kernel's own, so the address, which is not in use without it, is added again.
     */
    private static List<Change> missingRoutes(int link, PoolConfig pool, List<Route> routes) {
        var address = requireNonNull(pool.gateway());
        var missing = new ArrayList<Change>();
        if (routes.stream().noneMatch(route -> route.delivers(address))) {
            if (pool.family() == Family.IPV6) {
                var gateway = gateway(link, pool);
                return List.of(
                        new AddressChange.Delete(gateway), new AddressChange.Replace(gateway));
            }
            missing.add(new RouteChange.Replace(Route.delivery(address, link)));
        }
        if (!isRouted(pool, routes)) {
            missing.add(new RouteChange.Replace(connected(link, pool)));
        }
        return missing;
    }

    private boolean isOnBridge(PoolConfig pool) {
        return pool.gateway() != null && settings.hasHostAddress(pool.family());
    }

    private static boolean has(List<InterfaceAddress> present, PoolConfig pool) {
        return present.stream()
                .anyMatch(address ->
                        address.address().equals(pool.gateway())
                                && address.prefixLength() == pool.subnet().length());
    }

    private static boolean hasLoopback(List<Route> routes) {
        return routes.stream()
                .anyMatch(route -> route.leadsTo(Family.IPV6.loopback(), Family.IPV6.bits()));
    }

    /** A subnet of one address has no route of its own. */
    private static boolean isRouted(PoolConfig pool, List<Route> routes) {
        var subnet = pool.subnet().masked();
        return subnet.length() == subnet.bits()
                || routes.stream()
                        .anyMatch(route -> route.leadsTo(subnet.address(), subnet.length()));
    }

    private static Route connected(int link, PoolConfig pool) {
        var subnet = pool.subnet().masked();
        return Route.connected(
                subnet.address(), subnet.length(), link, requireNonNull(pool.gateway()));
    }

    private static InterfaceAddress gateway(int link, PoolConfig pool) {
        return Owner.tag(
                EndpointAddresses.of(
                        link, pool.subnet().withAddress(requireNonNull(pool.gateway()))));
    }

    /** Removes them; absent ones are not an error. */
    void remove(int link) {
        remove(link, network.ipam().pools().stream().filter(this::isOnBridge).toList());
    }

    /** Removes those that Naru has added to a foreign bridge, and the route for ::1. */
    void removeAdded(int link) {
        var present = host.addresses(link).stream().filter(Owner::isOurs).toList();
        var added =
                network.ipam().pools().stream()
                        .filter(pool -> isOnBridge(pool) && has(present, pool))
                        .toList();
        remove(link, added);
        if (added.stream().anyMatch(pool -> pool.family() == Family.IPV6)) {
            host.route()
                    .applyUnlessGone(
                            new RouteChange.Delete(
                                    Route.local(Family.IPV6.loopback(), link, LAST + link)));
        }
    }

    private void remove(int link, List<PoolConfig> pools) {
        pools.forEach(pool ->
                host.route().applyUnlessGone(new AddressChange.Delete(gateway(link, pool))));
    }
}
