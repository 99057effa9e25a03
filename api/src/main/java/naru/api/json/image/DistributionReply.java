package naru.api.json.image;

import io.avaje.jsonb.Json;

import java.util.List;

/** {@code GET /distribution/{name}/json}. */
@Json(naming = Json.Naming.UpperCamel)
public record DistributionReply(
        @Json.Property("Descriptor") Descriptor descriptor,
        @Json.Property("Platforms") List<Platform> platforms) {

    /** A manifest or a list of them; {@code size} is in bytes. */
    @Json
    public record Descriptor(String mediaType, String digest, long size) {}

    /** A platform of the image. */
    @Json
    public record Platform(String architecture, String os, String variant) {}
}
