package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
import naru.container.config.EndpointSettings;
import naru.container.config.MountPoint;
import org.jspecify.annotations.Nullable;

/** A row of {@code GET /containers/json}. The sizes are null unless asked for. */
@Json(naming = Json.Naming.UpperCamel)
public record ContainerSummary(
        String id,
        List<String> names,
        String image,
        @Json.Property("ImageID") String imageId,
        String command,
        long created,
        List<Port> ports,
        @Nullable Long sizeRw,
        @Nullable Long sizeRootFs,
        Map<String, String> labels,
        String state,
        String status,
        Host hostConfig,
        Settings networkSettings,
        List<MountPoint> mounts) {

    /** A container port; the host side is null when it is only exposed, and then left out. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Port(
            @Nullable @Json.Property("IP") String ip, int privatePort, @Nullable Integer publicPort, String type) {}

    /** What is shown of the host configuration. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Host(String networkMode) {}

    /** What is shown of the network settings. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Settings(Map<String, EndpointSettings> networks) {}
}
