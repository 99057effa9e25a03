package naru.api.json;

import io.avaje.jsonb.Json;

/** The id of a new object. */
@Json(naming = Json.Naming.UpperCamel)
public record IdReply(@Json.Property("Id") String id) {}
