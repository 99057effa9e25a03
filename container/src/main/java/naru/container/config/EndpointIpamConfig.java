package naru.container.config;

import io.avaje.jsonb.Json;

import java.util.List;

/** The addresses that a user wants for an endpoint; empty for the engine's choice. */
@Json
public record EndpointIpamConfig(
        @Json.Property("IPv4Address") String ipv4Address,
        @Json.Property("IPv6Address") String ipv6Address,
        @Json.Property("LinkLocalIPs") List<String> linkLocalIps) {

    public EndpointIpamConfig {
        ipv4Address = Frozen.text(ipv4Address);
        ipv6Address = Frozen.text(ipv6Address);
        linkLocalIps = Frozen.list(linkLocalIps);
    }
}
