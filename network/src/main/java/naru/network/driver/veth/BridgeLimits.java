package naru.network.driver.veth;

import static java.util.Objects.requireNonNull;

import naru.linux.route.Link;
import naru.linux.route.QdiscChange;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.PortOptions;
import naru.network.model.PortOptions.RateLimit;

import java.util.Optional;

/**
 * The rate limits of an endpoint of a bridge. Traffic to the container is limited at the host end;
 * traffic from the container at its own end, inside.
 */
record BridgeLimits(Endpoint endpoint, PortOptions options, Host host) {
    private static final int MIN_BURST = 16 << 10; // bytes: more than a jumbo frame
    private static final int MAX_BURST = 4 << 20;
    private static final int MIN_QUEUE = 64 << 10;

    /** The qdisc of a link that has a limit: a burst of 10 ms, a queue of 50 ms. */
    static QdiscChange.Limit queue(RateLimit limit, int link) {
        long rate = limit.rate();
        int burst = Math.clamp(rate / 100, MIN_BURST, MAX_BURST);
        int queue = Math.clamp(rate / 20 + burst, MIN_QUEUE, Integer.MAX_VALUE);
        return new QdiscChange.Limit(link, rate, burst, queue);
    }

    /** Whether the host end at index {@code end} has the desired limit. */
    boolean isLimited(int end, HostView view) {
        var wanted = in(end);
        return wanted.isEmpty() || view.qdiscs(end).stream().anyMatch(q -> q.does(wanted.get()));
    }

    void limit() {
        host.link(requireNonNull(endpoint.hostEnd()))
                .flatMap(end -> in(end.index()))
                .ifPresent(host.route()::apply);
    }

    private Optional<QdiscChange.Limit> in(int end) {
        return options.in().map(rate -> queue(rate, end));
    }

    /** The limit of the container end at index {@code end}, if any. */
    Optional<QdiscChange.Limit> inside(int end) {
        return options.out().map(rate -> queue(rate, end));
    }

    boolean hasInside() {
        return options.out().isPresent();
    }

    /** True without a container end, which is not repaired here. */
    boolean isLimitedInside(SandboxSession inside) {
        var wanted = atContainerEnd(inside);
        return wanted.isEmpty()
                || inside.route().qdiscs().stream().anyMatch(q -> q.does(wanted.get()));
    }

    void limitInside(SandboxSession inside) {
        atContainerEnd(inside).ifPresent(inside.route()::apply);
    }

    private Optional<QdiscChange.Limit> atContainerEnd(SandboxSession inside) {
        if (!hasInside()) {
            return Optional.empty();
        }
        return inside.route()
                .link(requireNonNull(endpoint.interfaceName()))
                .map(Link::index)
                .flatMap(this::inside);
    }
}
