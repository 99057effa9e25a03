package naru.network.driver.veth;

import naru.linux.route.BridgePortFlag;
import naru.linux.route.BridgePortOptions;
import naru.linux.route.Link;
import naru.network.host.Host;

import java.util.Optional;

/** The settings of bridge ports: isolation and hairpin mode. */
public record BridgePorts(BridgeSetup setup, Host host) {
    /** How a bridge port deviates from the desired state, as text for users. */
    public static Optional<String> fault(Link end, BridgePortOptions options) {
        var port = end.port();
        if (port == null) {
            return Optional.of("is in no bridge");
        }
        return options.beside(port.flags()).flags().entrySet().stream()
                .map(left -> (left.getValue() ? "lacks " : "has ") + left.getKey())
                .sorted()
                .reduce((one, other) -> one + " and " + other);
    }

    /**
     * Whether a port does not forward although it could, on a bridge without STP: the kernel starts
     * forwarding once both are up and there is a carrier.
     */
    static boolean isBlocked(Link end, Link bridge) {
        var port = end.port();
        boolean could = end.up() && end.running() && bridge.up() && !bridge.stp();
        return could && port != null && !port.forwarding();
    }

    /**
     * The desired settings of an endpoint's port; {@code translated}: see {@link
     * naru.network.driver.PlannedNetwork#attach}. A client of a virtual address may be redirected
     * to itself, as with a published port.
     */
    BridgePortOptions options(boolean translated) {
        if (setup.icc() && !translated) {
            return BridgePortOptions.DEFAULTS;
        }
        boolean ipv4 = isFiltered("iptables");
        boolean ipv6 = isFiltered("ip6tables");
        return BridgePortOptions.DEFAULTS
                .with(BridgePortFlag.ISOLATED, !setup.icc() && !(ipv4 && ipv6))
                .with(BridgePortFlag.HAIRPIN, translated && (ipv4 || ipv6));
    }

    /**
     * Whether bridged frames pass the IP rules, too. If they do, the rules isolate containers and
     * accept published ports, and a container reaches its own published port only through a
     * hairpin. If not, ports are isolated, and packets to a published port are routed.
     */
    private boolean isFiltered(String tables) {
        return host.sysctl().is("net/bridge/bridge-nf-call-" + tables, "1");
    }
}
