package naru.api.json.image;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Map;

/** A row of {@code GET /images/json}. -1 means "not counted". */
@Json(naming = Json.Naming.UpperCamel)
public record ImageSummary(
        @Json.Property("Containers") long containers,
        @Json.Property("Created") long created,
        @Json.Property("Id") String id,
        @Json.Property("Labels") Map<String, String> labels,
        String parentId,
        List<String> repoDigests,
        List<String> repoTags,
        long sharedSize,
        @Json.Property("Size") long size,
        long virtualSize) {
    /** The same row with the number of containers that use the image. */
    public ImageSummary withContainers(long count) {
        return new ImageSummary(
                count,
                created,
                id,
                labels,
                parentId,
                repoDigests,
                repoTags,
                sharedSize,
                size,
                virtualSize);
    }
}
