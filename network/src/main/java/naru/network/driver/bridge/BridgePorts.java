package naru.network.driver.bridge;

import naru.linux.route.BridgePortFlag;
import naru.linux.route.BridgePortOptions;
import naru.linux.route.Link;
import naru.network.host.Host;

import java.util.Optional;

/** How the ports of a bridge treat frames: whether they keep apart, and whether they turn back. */
record BridgePorts(BridgeSettings settings, Host host) {
    /** What is not as it should be at a port of some bridge, for people. */
    static Optional<String> fault(Link end, BridgePortOptions options) {
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
     * Whether a port could pass frames and does not, though its bridge speaks no STP: the kernel
     * lets them pass as soon as both are up and there is a carrier.
     */
    static boolean isBlocked(Link end, Link bridge) {
        var port = end.port();
        boolean could = end.up() && end.running() && bridge.up() && !bridge.stp();
        return could && port != null && !port.forwarding();
    }

    /** What a port of an endpoint is to have; {@code publishes} says whether ports lead to it. */
    BridgePortOptions options(boolean publishes) {
        if (settings.icc() && !publishes) {
            return BridgePortOptions.DEFAULTS;
        }
        boolean ipv4 = isFiltered("iptables");
        boolean ipv6 = isFiltered("ip6tables");
        return BridgePortOptions.DEFAULTS
                .with(BridgePortFlag.ISOLATED, !settings.icc() && !(ipv4 && ipv6))
                .with(BridgePortFlag.HAIRPIN, publishes && (ipv4 || ipv6));
    }

    /**
     * Whether frames within a bridge meet the rules of IP too. If they do, the rules keep
     * containers apart and let published ports through, and a container reaches its own published
     * port only through a hairpin. If not, ports are isolated, and the way to a published port is
     * routed.
     */
    private boolean isFiltered(String tables) {
        return host.sysctl().is("net/bridge/bridge-nf-call-" + tables, "1");
    }
}
