package naru.network.change;

import naru.linux.route.Route;
import naru.network.address.Prefix;
import naru.network.driver.PlannedNetwork;
import naru.network.host.Host;
import naru.network.host.Namespaces;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.Sandbox;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Waits until endpoints can send packets, for a second at most: the kernel brings links and IPv6
 * addresses into service some time after their creation, and drops earlier packets.
 */
public record LinkReadiness(
        Host live, Namespaces namespaces, Function<Endpoint, PlannedNetwork> networks) {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LOOK_AGAIN = Duration.ofNanos(500_000);

    /** Waits for {@code endpoints} of a sandbox, then announces them to their neighbours. */
    public void await(Sandbox sandbox, List<Endpoint> endpoints) {
        for (var endpoint : endpoints) {
            var planned = networks.apply(endpoint);
            await(() -> planned.passes(endpoint, live));
        }
        awaitIpv6(sandbox, endpoints);
        var netns = sandbox.netns();
        endpoints.forEach(endpoint -> networks.apply(endpoint).announce(endpoint, netns));
    }

    private void await(BooleanSupplier condition) {
        long end = live.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && live.nanoTime() < end) {
            live.pause(LOOK_AGAIN);
        }
    }

    /**
     * An IPv6 address is usable once it has a local route, which the kernel adds later, on a work
     * queue (addrconf_dad_work, net/ipv6/addrconf.c of Linux 6.18).
     */
    private void awaitIpv6(Sandbox sandbox, List<Endpoint> endpoints) {
        var wanted =
                endpoints.stream()
                        .map(Endpoint::ipv6)
                        .filter(Objects::nonNull)
                        .map(Prefix::address)
                        .collect(Collectors.toSet());
        if (wanted.isEmpty()) {
            return;
        }
        try (var inside = namespaces.open(sandbox.netns())) {
            await(() -> local(inside).containsAll(wanted));
        }
    }

    private static List<InetAddress> local(SandboxSession inside) {
        return inside.route().routes().stream()
                .filter(route -> route.type() == Route.RTN_LOCAL)
                .map(Route::destination)
                .toList();
    }
}
