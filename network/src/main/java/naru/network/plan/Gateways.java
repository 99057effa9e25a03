package naru.network.plan;

import naru.network.model.Endpoint;
import naru.network.model.Sandbox;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which endpoint leads out of a sandbox, for each family: the highest priority, then the one that
 * offers both families, then one with a router, then the first network by name.
 */
public record Gateways(Optional<Endpoint> ipv4, Optional<Endpoint> ipv6) {
    private static final Comparator<Endpoint> BEST_FIRST =
            Comparator.comparingInt(Endpoint::gatewayPriority)
                    .reversed()
                    .thenComparingInt(Gateways::familiesMissing)
                    .thenComparing(Gateways::isByLinkOnly)
                    .thenComparing(Endpoint::networkName);

    public static Gateways choose(List<Endpoint> endpoints) {
        return new Gateways(
                endpoints.stream().filter(e -> e.ipv4Gateway() != null).min(BEST_FIRST),
                endpoints.stream().filter(e -> e.ipv6Gateway() != null).min(BEST_FIRST));
    }

    /** The endpoint that leads out by one family. */
    public Optional<Endpoint> of(boolean wantsIpv6) {
        return wantsIpv6 ? ipv6 : ipv4;
    }

    /** The way out by one family, without the other. */
    public Gateways only(boolean wantsIpv6) {
        return new Gateways(
                wantsIpv6 ? Optional.empty() : ipv4, wantsIpv6 ? ipv6 : Optional.empty());
    }

    /** Those to which a port of the host can lead. */
    public Gateways leading(Predicate<Endpoint> publishes) {
        return new Gateways(ipv4.filter(publishes), ipv6.filter(publishes));
    }

    private static int familiesMissing(Endpoint endpoint) {
        return (endpoint.ipv4Gateway() == null ? 1 : 0) + (endpoint.ipv6Gateway() == null ? 1 : 0);
    }

    private static boolean isByLinkOnly(Endpoint endpoint) {
        var gateway =
                endpoint.ipv4Gateway() == null ? endpoint.ipv6Gateway() : endpoint.ipv4Gateway();
        return gateway != null && gateway.isAnyLocalAddress();
    }

    /** Whether published ports of a sandbox lead to this endpoint. */
    public boolean publish(Sandbox sandbox, Endpoint endpoint) {
        return !sandbox.ports().isEmpty() && include(endpoint);
    }

    private boolean include(Endpoint endpoint) {
        return ipv4.filter(endpoint::equals).isPresent()
                || ipv6.filter(endpoint::equals).isPresent();
    }
}
