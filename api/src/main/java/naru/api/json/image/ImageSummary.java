package naru.api.json.image;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A row of {@code GET /images/json}. -1 means "not counted".
 *
 * @param virtualSize the same as {@code size}; null, which leaves it out, since API 1.44
 */
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
        @Nullable Long virtualSize) {
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
