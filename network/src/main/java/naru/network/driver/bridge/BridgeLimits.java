package naru.network.driver.bridge;

import static java.util.Objects.requireNonNull;

import naru.linux.route.Link;
import naru.linux.route.QdiscChange;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.Network;

import java.util.Optional;
import java.util.function.Function;

/**
 * The rate limits of a bridge's endpoints. Traffic to the container is limited at the host end;
 * traffic from the container at its own end, inside.
 */
record BridgeLimits(Network network, Host host) {
    /** Whether the host end at index {@code end} has the desired limit. */
    boolean isLimited(Endpoint endpoint, int end, HostView view) {
        var wanted = in(endpoint, end);
        return wanted.isEmpty() || view.qdiscs(end).stream().anyMatch(q -> q.does(wanted.get()));
    }

    void limit(Endpoint endpoint) {
        host.link(requireNonNull(endpoint.hostEnd()))
                .flatMap(end -> in(endpoint, end.index()))
                .ifPresent(host.route()::apply);
    }

    private Optional<QdiscChange.Limit> in(Endpoint endpoint, int end) {
        return rate(endpoint, RateLimit.IN, EndpointOptions::in).map(rate -> rate.on(end));
    }

    /** The limit of the container end at index {@code end}, if any. */
    Optional<QdiscChange.Limit> inside(Endpoint endpoint, int end) {
        return rate(endpoint, RateLimit.OUT, EndpointOptions::out).map(rate -> rate.on(end));
    }

    boolean hasInside(Endpoint endpoint) {
        return inside(endpoint, 0).isPresent();
    }

    /** True without a container end, which is not repaired here. */
    boolean isLimitedInside(Endpoint endpoint, SandboxSession inside) {
        var wanted = atContainerEnd(endpoint, inside);
        return wanted.isEmpty()
                || inside.route().qdiscs().stream().anyMatch(q -> q.does(wanted.get()));
    }

    void limitInside(Endpoint endpoint, SandboxSession inside) {
        atContainerEnd(endpoint, inside).ifPresent(inside.route()::apply);
    }

    private Optional<QdiscChange.Limit> atContainerEnd(Endpoint endpoint, SandboxSession inside) {
        if (!hasInside(endpoint)) {
            return Optional.empty();
        }
        return inside.route()
                .link(requireNonNull(endpoint.interfaceName()))
                .map(Link::index)
                .flatMap(end -> inside(endpoint, end));
    }

    /** The endpoint's own limit, or the network's. */
    private Optional<RateLimit> rate(
            Endpoint endpoint, String name, Function<EndpointOptions, Optional<RateLimit>> own) {
        return own.apply(EndpointOptions.of(endpoint.driverOptions()))
                .or(() -> RateLimit.of(network.options(), name));
    }
}
