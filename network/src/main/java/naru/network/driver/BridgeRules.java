package naru.network.driver;

import naru.network.address.Prefix;
import naru.network.option.GatewayMode;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;

/**
 * What the firewall has to know of a bridge.
 *
 * @param icc whether its containers reach each other
 * @param masquerade whether they leave with an address of the host, where packets are translated
 * @param families those that the network has
 * @param trusted links from which the published ports of its containers are reached straight
 */
public record BridgeRules(
        String bridge,
        List<Prefix> subnets,
        boolean icc,
        boolean masquerade,
        boolean internal,
        List<Family> families,
        List<String> trusted) {
    public BridgeRules {
        subnets = List.copyOf(subnets);
        families = List.copyOf(families);
        trusted = List.copyOf(trusted);
    }

    /**
     * IPv4 or IPv6 on a bridge.
     *
     * @param source the address that containers leave with; null for that of the uplink
     */
    public record Family(boolean ipv6, GatewayMode mode, @Nullable InetAddress source) {}
}
