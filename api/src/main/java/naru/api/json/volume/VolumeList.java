package naru.api.json.volume;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** {@code GET /volumes}. */
@Json(naming = Json.Naming.UpperCamel)
public record VolumeList(
        @Json.Property("Volumes") List<VolumeReply> volumes,
        @Json.Property("Warnings") @Nullable List<String> warnings) {}
