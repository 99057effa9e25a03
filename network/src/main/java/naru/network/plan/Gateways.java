package naru.network.plan;

import naru.linux.address.Family;
import naru.network.address.Prefix;
import naru.network.desired.NetworkEntry;
import naru.network.model.Endpoint;
import naru.network.model.Sandbox;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The endpoints with the default routes of a sandbox, for each family: by priority, then one with
 * both families, then one with a router, then the first network by name.
 */
public record Gateways(Optional<Endpoint> ipv4, Optional<Endpoint> ipv6) {
    private static final Comparator<Endpoint> BEST_FIRST =
            Comparator.comparingInt(Endpoint::gatewayPriority)
                    .reversed()
                    .thenComparingInt(Gateways::familiesMissing)
                    .thenComparing(Gateways::isByLinkOnly)
                    .thenComparing(Endpoint::networkName);

    public static Gateways choose(List<Endpoint> endpoints) {
        return new Gateways(best(endpoints, Family.IPV4), best(endpoints, Family.IPV6));
    }

    private static Optional<Endpoint> best(List<Endpoint> endpoints, Family family) {
        return endpoints.stream().filter(e -> e.gateway(family) != null).min(BEST_FIRST);
    }

    /** The endpoint with the default route of a family. */
    public Optional<Endpoint> of(Family family) {
        return family.choose(ipv4, ipv6);
    }

    /** The default route of one family, without the other. */
    public Gateways only(Family family) {
        Optional<Endpoint> none = Optional.empty();
        return new Gateways(family.choose(ipv4, none), family.choose(none, ipv6));
    }

    /** The address in a family that packets from outside arrive at. */
    public Optional<InetAddress> address(Family family) {
        return of(family).map(endpoint -> endpoint.address(family)).map(Prefix::address);
    }

    /** The gateways to which ports of the host can lead. */
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

    /**
     * Whether packets for published ports of a sandbox or for virtual addresses of {@code network}
     * are translated to addresses of this endpoint.
     */
    public boolean translate(Sandbox sandbox, Endpoint endpoint, NetworkEntry network) {
        return publish(sandbox, endpoint) || !network.virtualAliases(endpoint).isEmpty();
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
