package naru.api.json.container;

import io.avaje.jsonb.Json;

import java.util.List;

/** The reply to {@code GET /containers/{id}/top}. */
@Json(naming = Json.Naming.UpperCamel)
public record TopReply(
        @Json.Property("Titles") List<String> titles,
        @Json.Property("Processes") List<List<String>> processes) {}
