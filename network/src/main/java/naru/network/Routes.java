package naru.network;

import naru.linux.route.Change;
import naru.linux.route.Route;
import naru.linux.route.RouteChange;
import naru.network.driver.Inside;
import naru.network.model.Endpoint;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The default routes inside a sandbox. */
final class Routes {
    static final Gateways NONE = new Gateways(Optional.empty(), Optional.empty());

    private Routes() {}

    /**
     * Makes what waits inside, then leads out by {@code to}; where that has no way, the one of
     * {@code from} goes.
     */
    static void set(Inside inside, Gateways to, Gateways from) {
        var changes = new ArrayList<Change>();
        add(changes, to.ipv4().map(Endpoint::ipv4Gateway), from.ipv4().map(Endpoint::ipv4Gateway));
        add(changes, to.ipv6().map(Endpoint::ipv6Gateway), from.ipv6().map(Endpoint::ipv6Gateway));
        inside.later(changes);
        inside.apply();
    }

    private static void add(
            List<Change> changes, Optional<InetAddress> to, Optional<InetAddress> from) {
        if (to.isPresent()) {
            changes.add(new RouteChange.Replace(Route.byDefault(to.get())));
        } else if (from.isPresent()) {
            changes.add(new RouteChange.Delete(Route.byDefault(from.get())));
        }
    }
}
