package naru.api.json.network;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** The body of {@code POST /networks/create}. All fields are optional. */
@Json(naming = Json.Naming.UpperCamel)
public record NetworkBody(
        @Json.Property("Name") @Nullable String name,
        @Json.Property("Driver") @Nullable String driver,
        @Json.Property("Scope") @Nullable String scope,
        @Nullable @Json.Property("EnableIPv4") Boolean enableIpv4,
        @Nullable @Json.Property("EnableIPv6") Boolean enableIpv6,
        @Nullable @Json.Property("IPAM") Ipam ipam,
        @Json.Property("Internal") boolean internal,
        @Json.Property("Attachable") boolean attachable,
        @Json.Property("Ingress") boolean ingress,
        boolean configOnly,
        NetworkReply.@Nullable ConfigSource configFrom,
        @Json.Property("Options") @Nullable Map<String, String> options,
        @Json.Property("Labels") @Nullable Map<String, String> labels) {

    /** Requested address management. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Ipam(
            @Json.Property("Driver") @Nullable String driver,
            @Json.Property("Options") @Nullable Map<String, String> options,
            @Json.Property("Config") @Nullable List<NetworkReply.Pool> config) {}
}
