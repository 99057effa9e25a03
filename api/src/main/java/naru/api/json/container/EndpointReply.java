package naru.api.json.container;

import io.avaje.jsonb.Json;

import naru.container.config.EndpointIpamConfig;
import naru.container.config.EndpointSettings;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** An endpoint in replies: unset lists are null, as in Docker. */
@Json(naming = Json.Naming.UpperCamel)
public record EndpointReply(
        @Nullable @Json.Property("IPAMConfig") EndpointIpamConfig ipamConfig,
        @Json.Property("Links") @Nullable List<String> links,
        @Json.Property("Aliases") @Nullable List<String> aliases,
        String macAddress,
        @Nullable Map<String, String> driverOpts,
        int gwPriority,
        @Json.Property("NetworkID") String networkId,
        @Json.Property("EndpointID") String endpointId,
        @Json.Property("Gateway") String gateway,
        @Json.Property("IPAddress") String ipAddress,
        @Json.Property("IPPrefixLen") int ipPrefixLen,
        @Json.Property("IPv6Gateway") String ipv6Gateway,
        @Json.Property("GlobalIPv6Address") String globalIpv6Address,
        @Json.Property("GlobalIPv6PrefixLen") int globalIpv6PrefixLen,
        @Json.Property("DNSNames") @Nullable List<String> dnsNames) {

    /** Settings with these aliases in place of their own. */
    public static EndpointReply of(EndpointSettings settings, List<String> aliases) {
        return new EndpointReply(
                settings.ipamConfig(),
                orNull(settings.links()),
                orNull(aliases),
                settings.macAddress(),
                settings.driverOpts().isEmpty() ? null : settings.driverOpts(),
                settings.gwPriority(),
                settings.networkId(),
                settings.endpointId(),
                settings.gateway(),
                settings.ipAddress(),
                settings.ipPrefixLen(),
                settings.ipv6Gateway(),
                settings.globalIpv6Address(),
                settings.globalIpv6PrefixLen(),
                orNull(settings.dnsNames()));
    }

    private static @Nullable List<String> orNull(List<String> list) {
        return list.isEmpty() ? null : list;
    }
}
