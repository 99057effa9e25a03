package naru.network.driver;

import naru.linux.address.Family;
import naru.network.address.Prefix;
import naru.network.option.GatewayMode;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;

/**
 * The firewall settings of a bridge.
 *
 * @param icc whether its containers reach each other
 * @param masquerade whether outgoing connections get an address of the host, if translated
 * @param families of the network
 * @param trusted links from which published ports of its containers are reachable directly
 */
public record BridgeRules(
        String bridge,
        List<Prefix> subnets,
        boolean icc,
        boolean masquerade,
        boolean internal,
        List<FamilyRules> families,
        List<String> trusted) {
    public BridgeRules {
        subnets = List.copyOf(subnets);
        families = List.copyOf(families);
        trusted = List.copyOf(trusted);
    }

    /**
     * IPv4 or IPv6 on a bridge.
     *
     * @param source the source address of outgoing connections; null for that of the uplink
     */
    public record FamilyRules(Family family, GatewayMode mode, @Nullable InetAddress source) {}
}
