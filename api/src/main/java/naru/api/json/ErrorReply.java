package naru.api.json;

import io.avaje.jsonb.Json;

/** The body of replies with a status of 400 or more. */
@Json
public record ErrorReply(String message) {}
