package naru.api.json.image;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A row of {@code GET /images/{name}/history}. */
@Json(naming = Json.Naming.UpperCamel)
public record HistoryReply(
        @Json.Property("Comment") String comment,
        @Json.Property("Created") long created,
        String createdBy,
        @Json.Property("Id") String id,
        @Json.Property("Size") long size,
        @Json.Property("Tags") @Nullable List<String> tags) {}
