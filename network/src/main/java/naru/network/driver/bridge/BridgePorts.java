package naru.network.driver.bridge;

import naru.linux.Sysctl;
import naru.linux.route.BridgePortOptions;
import naru.linux.route.Link;
import naru.network.driver.Host;

import java.io.UncheckedIOException;

/** How the ports of a bridge treat frames: whether they keep apart, and whether they turn back. */
record BridgePorts(BridgeSettings settings, Host host) {
    /** What the kernel gives a new port. */
    static final BridgePortOptions USUAL = BridgePortOptions.NONE.isolated(false).hairpin(false);

    /** Whether a link is a port of a bridge, in service and with these options. */
    static boolean is(Link end, int bridge, BridgePortOptions options) {
        var port = end.port();
        return end.master() == bridge
                && end.up()
                && port != null
                && options.equals(
                        BridgePortOptions.NONE.isolated(port.isolated()).hairpin(port.hairpin()));
    }

    /** What a port of an endpoint is to have; {@code publishes} says whether ports lead to it. */
    BridgePortOptions options(boolean publishes) {
        if (settings.icc() && !publishes) {
            return USUAL;
        }
        boolean ipv4 = isFiltered("iptables");
        boolean ipv6 = isFiltered("ip6tables");
        return BridgePortOptions.NONE
                .isolated(!settings.icc() && !(ipv4 && ipv6))
                .hairpin(publishes && (ipv4 || ipv6));
    }

    /**
     * Whether frames within a bridge meet the rules of IP too. If they do, the rules keep
     * containers apart and let published ports through, and a container reaches its own published
     * port only through a hairpin. If not, ports are isolated, and the way to a published port is
     * routed.
     */
    private boolean isFiltered(String tables) {
        return host.inside(() -> {
            try {
                return Sysctl.read("net/bridge/bridge-nf-call-" + tables).equals("1");
            } catch (UncheckedIOException e) { // no br_netfilter in this kernel
                return false;
            }
        });
    }
}
