package naru.api.json.network;

import io.avaje.jsonb.Json;

/** The reply to {@code POST /networks/create}. */
@Json(naming = Json.Naming.UpperCamel)
public record NetworkCreated(
        @Json.Property("Id") String id, @Json.Property("Warning") String warning) {}
