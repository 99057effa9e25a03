package naru.api.json;

import io.avaje.jsonb.Json;

import java.util.List;

/** {@code GET /system/df}. */
@Json(naming = Json.Naming.UpperCamel)
public record DiskUsage(
        long layersSize,
        @Json.Property("Images") List<ImageSummary> images,
        @Json.Property("Containers") List<ContainerSummary> containers,
        @Json.Property("Volumes") List<VolumeReply> volumes,
        List<String> buildCache,
        long builderSize) {}
