package naru.container.config;

import io.avaje.jsonb.Json;

/**
 * A device of the host that a container sees. {@code cgroupPermissions} holds some of r, w and m.
 */
@Json(naming = Json.Naming.UpperCamel)
public record DeviceMapping(String pathOnHost, String pathInContainer, String cgroupPermissions) {

    public DeviceMapping {
        pathOnHost = Frozen.text(pathOnHost);
        pathInContainer = Frozen.textOr(pathInContainer, pathOnHost);
        cgroupPermissions = Frozen.textOr(cgroupPermissions, "rwm");
    }
}
