package naru.api.json;

import io.avaje.jsonb.Json;

/** The answer to {@code POST /networks/create}. */
@Json(naming = Json.Naming.UpperCamel)
public record NetworkCreated(String id, String warning) {}
