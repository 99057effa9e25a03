package naru.api.json.system;

import io.avaje.jsonb.Json;

/** The reply to {@code POST /auth}. */
@Json(naming = Json.Naming.UpperCamel)
public record LoginReply(String identityToken, @Json.Property("Status") String status) {}
