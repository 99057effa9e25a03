package naru.api.json.container;

import io.avaje.jsonb.Json;

import naru.container.config.MountPoint;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** A row of {@code GET /containers/json}. The sizes are null unless requested. */
@Json(naming = Json.Naming.UpperCamel)
public record ContainerSummary(
        @Json.Property("Id") String id,
        @Json.Property("Names") List<String> names,
        @Json.Property("Image") String image,
        @Json.Property("ImageID") String imageId,
        @Json.Property("Command") String command,
        @Json.Property("Created") long created,
        @Json.Property("Ports") List<Port> ports,
        @Nullable Long sizeRw,
        @Nullable Long sizeRootFs,
        @Json.Property("Labels") Map<String, String> labels,
        @Json.Property("State") String state,
        @Json.Property("Status") String status,
        Host hostConfig,
        Settings networkSettings,
        @Json.Property("Mounts") List<MountPoint> mounts) {

    /** A container port; the host side is null and omitted if it is only exposed. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Port(
            @Nullable @Json.Property("IP") String ip,
            int privatePort,
            @Nullable Integer publicPort,
            @Json.Property("Type") String type) {}

    /** An excerpt of the host configuration. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Host(
            String networkMode,
            @Nullable @Json.Property("Annotations") Map<String, String> annotations) {}

    /** An excerpt of the network settings. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Settings(@Json.Property("Networks") Map<String, EndpointReply> networks) {}
}
