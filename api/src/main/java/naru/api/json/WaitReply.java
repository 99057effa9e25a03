package naru.api.json;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

/** The answer to {@code POST /containers/{id}/wait}. */
@Json(naming = Json.Naming.UpperCamel)
public record WaitReply(int statusCode, @Json.Property("Error") @Nullable Failure error) {
    /** Why the exit status could not be told. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Failure(@Json.Property("Message") String message) {}
}
