package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;

/** {@code GET /system/df}. */
@Json(naming = Json.Naming.UpperCamel)
public record DiskUsage(
        long layersSize,
        List<ImageSummary> images,
        List<ContainerSummary> containers,
        List<VolumeReply> volumes,
        List<String> buildCache,
        long builderSize) {}
