package naru.api.json.network;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A network in {@code GET /networks} and {@code GET /networks/{id}}; {@code containers} is null in
 * the list.
 *
 * @param peers the hosts with containers on a shared network; null for other networks
 */
@Json(naming = Json.Naming.UpperCamel)
public record NetworkReply(
        @Json.Property("Name") String name,
        @Json.Property("Id") String id,
        @Json.Property("Created") String created,
        @Json.Property("Scope") String scope,
        @Json.Property("Driver") String driver,
        @Json.Property("EnableIPv4") boolean enableIpv4,
        @Json.Property("EnableIPv6") boolean enableIpv6,
        @Json.Property("IPAM") Ipam ipam,
        @Json.Property("Internal") boolean internal,
        @Json.Property("Attachable") boolean attachable,
        @Json.Property("Ingress") boolean ingress,
        ConfigSource configFrom,
        boolean configOnly,
        @Json.Property("Containers") Map<String, Member> containers,
        @Json.Property("Options") Map<String, String> options,
        @Json.Property("Labels") Map<String, String> labels,
        @Json.Property("Peers") @Nullable List<Peer> peers) {

    /** Address management. {@code options} is null if none were given. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Ipam(
            @Json.Property("Driver") String driver,
            @Json.Property("Options") @Nullable Map<String, String> options,
            @Json.Property("Config") List<Pool> config) {}

    /** A pool; null fields are omitted. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Pool(
            @Json.Property("Subnet") @Nullable String subnet,
            @Nullable @Json.Property("IPRange") String ipRange,
            @Json.Property("Gateway") @Nullable String gateway,
            @Nullable Map<String, String> auxiliaryAddresses) {}

    /** A host with containers on a shared network. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Peer(@Json.Property("Name") String name, @Json.Property("IP") String ip) {}

    /** The network whose configuration this one uses; empty for none. */
    @Json(naming = Json.Naming.UpperCamel)
    public record ConfigSource(@Json.Property("Network") String network) {}

    /** An endpoint of a running container. Addresses have a prefix length; empty for none. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Member(
            @Json.Property("Name") String name,
            @Json.Property("EndpointID") String endpointId,
            String macAddress,
            @Json.Property("IPv4Address") String ipv4Address,
            @Json.Property("IPv6Address") String ipv6Address) {}
}
