package naru.api.json.system;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** A line of {@code GET /events}. */
@Json
public record EventReply(
        @Nullable String status,
        @Nullable String id,
        @Nullable String from,
        @Json.Property("Type") String type,
        @Json.Property("Action") String action,
        @Json.Property("Actor") Actor actor,
        String scope,
        long time,
        long timeNano) {

    /** The object of the event. */
    @Json
    public record Actor(
            @Json.Property("ID") String id,
            @Json.Property("Attributes") Map<String, String> attributes) {}
}
