package naru.api.json;

import io.avaje.jsonb.Json;

/** The id of something new. */
@Json(naming = Json.Naming.UpperCamel)
public record IdReply(@Json.Property("Id") String id) {}
