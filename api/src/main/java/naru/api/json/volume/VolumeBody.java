package naru.api.json.volume;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** The body of {@code POST /volumes/create}. */
@Json(naming = Json.Naming.UpperCamel)
public record VolumeBody(
        @Json.Property("Name") @Nullable String name,
        @Json.Property("Driver") @Nullable String driver,
        @Nullable Map<String, String> driverOpts,
        @Json.Property("Labels") @Nullable Map<String, String> labels) {}
