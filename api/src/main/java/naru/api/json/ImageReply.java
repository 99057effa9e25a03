package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import naru.container.config.ContainerConfig;

/** {@code GET /images/{name}/json}. */
@Json(naming = Json.Naming.UpperCamel)
public record ImageReply(
        String id,
        List<String> repoTags,
        List<String> repoDigests,
        String parent,
        String comment,
        String created,
        String dockerVersion,
        String author,
        ContainerConfig config,
        String architecture,
        String variant,
        String os,
        long size,
        long virtualSize,
        ContainerReply.GraphDriver graphDriver,
        @Json.Property("RootFS") RootFs rootFs,
        Metadata metadata) {

    /** The layers, by the digests of their uncompressed tars. */
    @Json(naming = Json.Naming.UpperCamel)
    public record RootFs(String type, List<String> layers) {}

    /** What this host knows about the image. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Metadata(String lastTagTime) {}
}
