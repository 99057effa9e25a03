package naru.api.json.image;

import io.avaje.jsonb.Json;

import naru.api.json.container.ContainerReply;
import naru.container.config.ContainerConfig;

import java.util.List;

/**
 * {@code GET /images/{name}/json}.
 *
 * @param containerConfig the same as {@code config}: omitted by Docker since API 1.45, but
 *     docker-compose 1.29 reads volumes from it when it replaces a container, and fails without
 */
@Json(naming = Json.Naming.UpperCamel)
public record ImageReply(
        @Json.Property("Id") String id,
        List<String> repoTags,
        List<String> repoDigests,
        @Json.Property("Parent") String parent,
        @Json.Property("Comment") String comment,
        @Json.Property("Created") String created,
        String dockerVersion,
        @Json.Property("Author") String author,
        @Json.Property("Config") ContainerConfig config,
        ContainerConfig containerConfig,
        @Json.Property("Architecture") String architecture,
        @Json.Property("Variant") String variant,
        @Json.Property("Os") String os,
        @Json.Property("Size") long size,
        long virtualSize,
        ContainerReply.GraphDriver graphDriver,
        @Json.Property("RootFS") RootFs rootFs,
        @Json.Property("Metadata") Metadata metadata) {

    /** The layers, by the digests of their uncompressed tars. */
    @Json(naming = Json.Naming.UpperCamel)
    public record RootFs(
            @Json.Property("Type") String type, @Json.Property("Layers") List<String> layers) {}

    /** Local metadata of the image. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Metadata(String lastTagTime) {}
}
