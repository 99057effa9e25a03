package naru.container.config;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * One endpoint of a container. The first six are configured by the user, the others are set while
 * the container runs, and blank otherwise.
 *
 * @param gwPriority the endpoint with the highest one provides the default gateway
 */
@Json(naming = Json.Naming.UpperCamel)
public record EndpointSettings(
        @Nullable @Json.Property("IPAMConfig") EndpointIpamConfig ipamConfig,
        @Json.Property("Links") List<String> links,
        @Json.Property("Aliases") List<String> aliases,
        String macAddress,
        Map<String, String> driverOpts,
        int gwPriority,
        @Json.Property("NetworkID") String networkId,
        @Json.Property("EndpointID") String endpointId,
        @Json.Property("Gateway") String gateway,
        @Json.Property("IPAddress") String ipAddress,
        @Json.Property("IPPrefixLen") int ipPrefixLen,
        @Json.Property("IPv6Gateway") String ipv6Gateway,
        @Json.Property("GlobalIPv6Address") String globalIpv6Address,
        @Json.Property("GlobalIPv6PrefixLen") int globalIpv6PrefixLen,
        @Json.Property("DNSNames") List<String> dnsNames) {

    public static final EndpointSettings DEFAULT =
            configured(null, List.of(), List.of(), "", Map.of(), 0);

    public EndpointSettings {
        links = Frozen.list(links);
        aliases = Frozen.list(aliases);
        macAddress = Frozen.text(macAddress);
        driverOpts = Frozen.map(driverOpts);
        networkId = Frozen.text(networkId);
        endpointId = Frozen.text(endpointId);
        gateway = Frozen.text(gateway);
        ipAddress = Frozen.text(ipAddress);
        ipv6Gateway = Frozen.text(ipv6Gateway);
        globalIpv6Address = Frozen.text(globalIpv6Address);
        dnsNames = Frozen.list(dnsNames);
    }

    /** Settings of an endpoint that does not run. */
    public static EndpointSettings configured(
            @Nullable EndpointIpamConfig ipamConfig,
            List<String> links,
            List<String> aliases,
            String macAddress,
            Map<String, String> driverOpts,
            int gwPriority) {
        return new EndpointSettings(
                ipamConfig,
                links,
                aliases,
                macAddress,
                driverOpts,
                gwPriority,
                "",
                "",
                "",
                "",
                0,
                "",
                "",
                0,
                List.of());
    }

    /** These settings without those that are set while the container runs. */
    public EndpointSettings configuration() {
        return configured(ipamConfig, links, aliases, macAddress, driverOpts, gwPriority);
    }

    /** The configuration with another MAC address. */
    public EndpointSettings withMacAddress(String mac) {
        return configured(ipamConfig, links, aliases, mac, driverOpts, gwPriority);
    }
}
