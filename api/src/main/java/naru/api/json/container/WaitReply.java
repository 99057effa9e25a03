package naru.api.json.container;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

/** The reply to {@code POST /containers/{id}/wait}. */
@Json(naming = Json.Naming.UpperCamel)
public record WaitReply(int statusCode, @Json.Property("Error") @Nullable Failure error) {
    /** The reason why there is no exit status. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Failure(@Json.Property("Message") String message) {}
}
