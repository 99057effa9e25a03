package naru.network.change;

import naru.linux.address.Family;
import naru.linux.route.Change;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.plan.Gateways;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The default routes inside a sandbox. */
public final class Routes {
    public static final Gateways NONE = new Gateways(Optional.empty(), Optional.empty());

    private Routes() {}

    /**
     * Applies pending changes inside and sets the default routes of {@code to}, in one system call;
     * routes of {@code from} without a successor are removed.
     */
    public static void set(SandboxSession inside, Gateways to, Gateways from) {
        inside.later(changes(inside, to, from));
        inside.apply();
    }

    private static List<Change> changes(SandboxSession inside, Gateways to, Gateways from) {
        var changes = new ArrayList<Change>();
        for (var family : Family.values()) {
            var next = to.of(family).flatMap(endpoint -> byDefault(endpoint, family, inside));
            var last = from.of(family).flatMap(endpoint -> byDefault(endpoint, family, inside));
            if (next.isPresent()) {
                changes.add(new RouteChange.Replace(next.get()));
            } else if (last.isPresent() && isThere(last.get(), inside)) {
                changes.add(new RouteChange.Delete(last.get()));
            }
        }
        return changes;
    }

    /** An attach that broke off may not have come as far as its default route. */
    private static boolean isThere(Route route, SandboxSession inside) {
        return inside.route().routes().stream()
                .anyMatch(there ->
                        there.isDefault()
                                && there.table() == route.table()
                                && Objects.equals(there.gateway(), route.gateway())
                                && there.destination().equals(route.destination()));
    }

    /**
     * Has the next {@link SandboxSession#apply} end with the default routes by an endpoint that is
     * made anew, if it is a gateway.
     */
    public static void bringBack(SandboxSession inside, Gateways gateways, Endpoint endpoint) {
        var own = gateways.leading(endpoint::equals);
        inside.last(() -> changes(inside, own, NONE));
    }

    private static Optional<Route> byDefault(
            Endpoint endpoint, Family family, SandboxSession inside) {
        var gateway = endpoint.gateway(family);
        var name = endpoint.interfaceName();
        if (gateway == null || name == null) {
            return Optional.empty();
        }
        if (gateway.isAnyLocalAddress()) {
            return inside.route().link(name).map(link -> Route.byDefault(family, link.index()));
        }
        return gateway.isLinkLocalAddress() // which each link has
                ? inside.route().link(name).map(link -> Route.byDefault(gateway).via(link.index()))
                : Optional.of(Route.byDefault(gateway));
    }
}
