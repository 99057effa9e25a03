package naru.api.json;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * {@code GET /system/df}. Kinds that were not requested are null; so are fields that newer clients
 * do not read.
 */
@Json(naming = Json.Naming.UpperCamel)
public record DiskUsage(
        long layersSize,
        @Json.Property("Images") @Nullable List<ImageSummary> images,
        @Json.Property("Containers") @Nullable List<ContainerSummary> containers,
        @Json.Property("Volumes") @Nullable List<VolumeReply> volumes,
        @Nullable List<String> buildCache,
        @Nullable Long builderSize) {}
