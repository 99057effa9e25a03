package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;

/** A row of {@code GET /images/json}. -1 means "not counted". */
@Json(naming = Json.Naming.UpperCamel)
public record ImageSummary(
        long containers,
        long created,
        String id,
        Map<String, String> labels,
        String parentId,
        List<String> repoDigests,
        List<String> repoTags,
        long sharedSize,
        long size,
        long virtualSize) {}
