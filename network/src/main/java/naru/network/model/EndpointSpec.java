package naru.network.model;

import naru.linux.address.Family;
import naru.network.address.MacAddress;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * A requested attachment. {@code network} is a name, an id or a unique prefix of an id; null
 * addresses and MAC are chosen by Naru. {@code links} are {@code container:alias} pairs for this
 * endpoint alone. The endpoint with the highest {@code gatewayPriority} provides the default route.
 */
public record EndpointSpec(
        String network,
        @Nullable InetAddress ipv4Address,
        @Nullable InetAddress ipv6Address,
        List<InetAddress> linkLocalAddresses,
        @Nullable MacAddress macAddress,
        List<String> aliases,
        List<String> links,
        Map<String, String> driverOptions,
        int gatewayPriority) {
    public EndpointSpec {
        linkLocalAddresses = List.copyOf(linkLocalAddresses);
        aliases = List.copyOf(aliases);
        links = List.copyOf(links);
        driverOptions = Values.copy(driverOptions);
    }

    /** An attachment with defaults only. */
    public static EndpointSpec of(String network) {
        return new EndpointSpec(
                network, null, null, List.of(), null, List.of(), List.of(), Map.of(), 0);
    }

    /** The requested address of a family. */
    public @Nullable InetAddress address(Family family) {
        return family.choose(ipv4Address, ipv6Address);
    }

    public EndpointSpec withIpv4(InetAddress address) {
        return with(address, macAddress, aliases, gatewayPriority);
    }

    public EndpointSpec withMac(MacAddress mac) {
        return with(ipv4Address, mac, aliases, gatewayPriority);
    }

    public EndpointSpec withAliases(List<String> newAliases) {
        return with(ipv4Address, macAddress, newAliases, gatewayPriority);
    }

    public EndpointSpec withGatewayPriority(int priority) {
        return with(ipv4Address, macAddress, aliases, priority);
    }

    private EndpointSpec with(
            @Nullable InetAddress ipv4,
            @Nullable MacAddress mac,
            List<String> newAliases,
            int priority) {
        return new EndpointSpec(
                network,
                ipv4,
                ipv6Address,
                linkLocalAddresses,
                mac,
                newAliases,
                links,
                driverOptions,
                priority);
    }
}
