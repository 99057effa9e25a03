package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /networks/create}. Anything may be missing. */
@Json(naming = Json.Naming.UpperCamel)
public record NetworkBody(
        @Nullable String name,
        @Nullable String driver,
        @Nullable String scope,
        @Nullable @Json.Property("EnableIPv4") Boolean enableIpv4,
        @Nullable @Json.Property("EnableIPv6") Boolean enableIpv6,
        @Nullable @Json.Property("IPAM") Ipam ipam,
        boolean internal,
        boolean attachable,
        boolean ingress,
        boolean configOnly,
        NetworkReply.@Nullable ConfigSource configFrom,
        @Nullable Map<String, String> options,
        @Nullable Map<String, String> labels) {

    /** Address management as asked for. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Ipam(
            @Nullable String driver,
            @Nullable Map<String, String> options,
            @Nullable List<NetworkReply.Pool> config) {}
}
