package naru.network.driver.bridge;

import static java.util.Objects.requireNonNull;

import naru.linux.Errno;
import naru.linux.LinuxException;
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

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The gateway addresses that a bridge carries, and the routes into it. */
record BridgeAddresses(Network network, BridgeSettings settings, Host host) {
    private static final InetAddress LOOPBACK6 = InetAddress.ofLiteral("::1");
    private static final int LOOPBACK6_BITS = 128;
    private static final int LAST = 2000; // behind the kernel's own route, which has metric 0

    /**
     * Beside its gateway addresses, a bridge with IPv6 gets a way in for ::1: the answer of a
     * published port that was called at the loopback comes in here, and the kernel wants a route
     * for this very link. Packets for ::1 from the wire are dropped before they find it (ip6_rcv),
     * and so are those answers where bridge-nf-call-ip6tables translates them too early.
     */
    void add(int link, HostView view) {
        var present = view.addresses(link);
        var routes = view.routes(link);
        var missing = new ArrayList<Change>();
        for (var pool : network.ipam().pools()) {
            if (isOnBridge(pool) && has(present, pool)) {
                if (!isRouted(
                        pool, routes)) { // the kernel makes it with the address, and only then
                    missing.add(new RouteChange.Replace(connected(link, pool)));
                }
            } else if (isOnBridge(pool)) {
                missing.add(new AddressChange.Replace(gateway(link, pool)));
            }
            if (isOnBridge(pool) && pool.isIpv6() && !hasLoopback(routes)) {
                // A route takes the place of another link's with the same metric.
                missing.add(new RouteChange.Replace(Route.local(LOOPBACK6, link, LAST + link)));
            }
        }
        if (!missing.isEmpty()) {
            host.route().applyAll(missing);
        }
    }

    private boolean isOnBridge(PoolConfig pool) {
        return pool.gateway() != null && settings.hasHostAddress(pool.isIpv6());
    }

    private static boolean has(List<InterfaceAddress> present, PoolConfig pool) {
        return present.stream()
                .anyMatch(address ->
                        address.address().equals(pool.gateway())
                                && address.prefixLength() == pool.subnet().length());
    }

    private static boolean hasLoopback(List<Route> routes) {
        return routes.stream().anyMatch(route -> route.leadsTo(LOOPBACK6, LOOPBACK6_BITS));
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

    /** Takes them away; those that are gone are no error. */
    void remove(int link) {
        remove(link, network.ipam().pools().stream().filter(this::isOnBridge).toList());
    }

    /** Takes away those that we have added to somebody else's bridge, and the way in for ::1. */
    void removeAdded(int link) {
        var present = host.addresses(link).stream().filter(Owner::isOurs).toList();
        var added =
                network.ipam().pools().stream()
                        .filter(pool -> isOnBridge(pool) && has(present, pool))
                        .toList();
        remove(link, added);
        if (added.stream().anyMatch(PoolConfig::isIpv6)) {
            apply(new RouteChange.Delete(Route.local(LOOPBACK6, link, LAST + link)));
        }
    }

    private void remove(int link, List<PoolConfig> pools) {
        pools.forEach(pool -> apply(new AddressChange.Delete(gateway(link, pool))));
    }

    private void apply(Change removal) {
        try {
            host.route().apply(removal);
        } catch (LinuxException e) {
            if (!e.is(Errno.EADDRNOTAVAIL) && !e.is(Errno.ENODEV) && !e.is(Errno.ESRCH)) {
                throw e;
            }
        }
    }
}
