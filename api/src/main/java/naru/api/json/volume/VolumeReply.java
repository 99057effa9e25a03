package naru.api.json.volume;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** A volume in {@code GET /volumes} and {@code GET /volumes/{name}}. */
@Json(naming = Json.Naming.UpperCamel)
public record VolumeReply(
        String createdAt,
        @Json.Property("Driver") String driver,
        @Json.Property("Labels") Map<String, String> labels,
        @Json.Property("Mountpoint") String mountpoint,
        @Json.Property("Name") String name,
        @Json.Property("Options") @Nullable Map<String, String> options,
        @Json.Property("Scope") String scope,
        @Nullable UsageData usageData) {

    /** Disk usage: bytes, and the number of containers that mount it. */
    @Json(naming = Json.Naming.UpperCamel)
    public record UsageData(long refCount, @Json.Property("Size") long size) {}
}
