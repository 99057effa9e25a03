package naru.api.json.network;

import io.avaje.jsonb.Json;

import naru.api.json.network.NetworkReply.ConfigSource;
import naru.api.json.network.NetworkReply.Ipam;
import naru.api.json.network.NetworkReply.Member;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** A {@link NetworkReply} with pool usage, as in API 1.52. */
@Json(naming = Json.Naming.UpperCamel)
public record VerboseNetworkReply(
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
        @Json.Property("Status") Status status) {

    public static VerboseNetworkReply of(
            NetworkReply reply,
            Map<String, Usage> subnets,
            @Nullable String trouble,
            Map<String, Long> refused) {
        return new VerboseNetworkReply(
                reply.name(),
                reply.id(),
                reply.created(),
                reply.scope(),
                reply.driver(),
                reply.enableIpv4(),
                reply.enableIpv6(),
                reply.ipam(),
                reply.internal(),
                reply.attachable(),
                reply.ingress(),
                reply.configFrom(),
                reply.configOnly(),
                reply.containers(),
                reply.options(),
                reply.labels(),
                new Status(new IpamStatus(subnets), trouble, refused.isEmpty() ? null : refused));
    }

    /**
     * {@code trouble} and {@code refusedFrames} are additions to Docker's API, and null if empty.
     *
     * @param refusedFrames frames dropped by anti-spoofing, by container name
     */
    @Json
    public record Status(
            @Json.Property("IPAM") IpamStatus ipam,
            @Json.Property("Trouble") @Nullable String trouble,
            @Json.Property("RefusedFrames") @Nullable Map<String, Long> refusedFrames) {}

    /** By subnet. */
    @Json
    public record IpamStatus(@Json.Property("Subnets") Map<String, Usage> subnets) {}

    /** Counts of addresses, capped at the maximum of a long. */
    @Json
    public record Usage(
            @Json.Property("IPsInUse") long inUse,
            @Json.Property("DynamicIPsAvailable") long available) {}
}
