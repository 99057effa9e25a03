package naru.api.json.image;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

/** A step of {@code DELETE /images/{name}}; null fields are omitted. */
@Json(naming = Json.Naming.UpperCamel)
public record RemovalReply(
        @Json.Property("Deleted") @Nullable String deleted,
        @Json.Property("Untagged") @Nullable String untagged) {}
