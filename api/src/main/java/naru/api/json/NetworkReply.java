package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network in {@code GET /networks} and {@code GET /networks/{id}}; {@code containers} is null in the list. */
@Json(naming = Json.Naming.UpperCamel)
public record NetworkReply(
        String name,
        String id,
        String created,
        String scope,
        String driver,
        @Json.Property("EnableIPv4") boolean enableIpv4,
        @Json.Property("EnableIPv6") boolean enableIpv6,
        @Json.Property("IPAM") Ipam ipam,
        boolean internal,
        boolean attachable,
        boolean ingress,
        ConfigSource configFrom,
        boolean configOnly,
        Map<String, Member> containers,
        Map<String, String> options,
        Map<String, String> labels) {

    /** Address management. {@code options} is null where none were given. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Ipam(String driver, @Nullable Map<String, String> options, List<Pool> config) {}

    /** A pool; what is null is left out. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Pool(
            @Nullable String subnet,
            @Nullable @Json.Property("IPRange") String ipRange,
            @Nullable String gateway,
            @Nullable Map<String, String> auxiliaryAddresses) {}

    /** The network whose configuration this one uses; empty for none. */
    @Json(naming = Json.Naming.UpperCamel)
    public record ConfigSource(String network) {}

    /** An endpoint of a running container. Addresses carry the length of their subnet; empty for none. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Member(
            String name,
            @Json.Property("EndpointID") String endpointId,
            String macAddress,
            @Json.Property("IPv4Address") String ipv4Address,
            @Json.Property("IPv6Address") String ipv6Address) {}
}
