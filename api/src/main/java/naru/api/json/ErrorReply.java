package naru.api.json;

import io.avaje.jsonb.Json;

/** Every answer with a status of 400 or more. */
@Json
public record ErrorReply(String message) {}
