package naru.api.json.image;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

/** A line of a pull, a push, a load or an import; null fields are omitted. */
@Json
public record ProgressLine(
        @Nullable String stream,
        @Nullable String status,
        @Nullable Detail progressDetail,
        @Nullable String progress,
        @Nullable String id,
        @Nullable Failure errorDetail,
        @Nullable String error,
        @Nullable Pushed aux) {

    /** Completed and total bytes; both null for a step without progress. */
    @Json
    public record Detail(@Nullable Long current, @Nullable Long total) {}

    /** An error. */
    @Json
    public record Failure(String message) {}

    /** The pushed image. {@code size} is that of the manifest in bytes. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Pushed(
            @Json.Property("Tag") String tag,
            @Json.Property("Digest") String digest,
            @Json.Property("Size") long size) {}

    public static ProgressLine stream(String text) {
        return new ProgressLine(text, null, null, null, null, null, null, null);
    }

    public static ProgressLine status(String text) {
        return new ProgressLine(null, text, null, null, null, null, null, null);
    }

    public static ProgressLine error(String message) {
        return new ProgressLine(null, null, null, null, null, new Failure(message), message, null);
    }

    public static ProgressLine pushed(Pushed pushed) {
        var none = new Detail(null, null);
        return new ProgressLine(null, null, none, null, null, null, null, pushed);
    }
}
