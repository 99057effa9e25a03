package naru.network.driver.bridge;

import naru.linux.route.Link;
import naru.linux.route.Route;
import naru.network.host.Host;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * The host's uplink, from its default route. Cached for a short time, since a start plans thousands
 * of networks. For any thread.
 */
public final class Uplink {
    private static final int USUAL_MTU = 1500;
    private static final Duration KEEP = Duration.ofMillis(100);

    private final Host host;
    private final Clock clock;
    private int mtu = USUAL_MTU;
    private Instant looked = Instant.MIN;

    public Uplink(Host host, Clock clock) {
        this.host = host;
        this.clock = clock;
    }

    /**
     * The MTU for containers in bytes: 1500, or less if the uplink has a smaller MTU (a VPN, a
     * cloud network).
     */
    synchronized int mtu() {
        var now = clock.instant();
        if (now.isBefore(looked) || now.isAfter(looked.plus(KEEP))) {
            mtu = Math.min(look(), USUAL_MTU);
            looked = now;
        }
        return mtu;
    }

    private int look() {
        return host.route().routes().stream()
                .filter(route -> route.isDefault() && route.table() == Route.RT_TABLE_MAIN)
                .min(Comparator.comparingInt(Route::metric))
                .flatMap(route ->
                        host.route().links().stream()
                                .filter(link -> link.index() == route.link())
                                .findFirst())
                .map(Link::mtu)
                .orElse(USUAL_MTU);
    }
}
