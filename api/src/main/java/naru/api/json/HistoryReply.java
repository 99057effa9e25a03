package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of {@code GET /images/{name}/history}. */
@Json(naming = Json.Naming.UpperCamel)
public record HistoryReply(
        String comment, long created, String createdBy, String id, long size, @Nullable List<String> tags) {}
