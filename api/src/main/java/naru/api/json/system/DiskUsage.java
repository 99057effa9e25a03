package naru.api.json.system;

import io.avaje.jsonb.Json;

import naru.api.json.container.ContainerSummary;
import naru.api.json.image.ImageSummary;
import naru.api.json.volume.VolumeReply;

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
