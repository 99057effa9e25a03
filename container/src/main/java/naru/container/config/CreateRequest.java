package naru.container.config;

import io.avaje.jsonb.Json;

/**
 * A request for a new container. The Docker Engine API sends {@link ContainerConfig}'s fields and
 * the other two in one object; the API layer separates them.
 *
 * @param platform such as {@code linux/amd64}; empty for the host's
 * @param shallowReadOnly whether read-only binds leave the mounts below them writable, as in
 *     versions of the API before 1.44
 */
public record CreateRequest(
        ContainerConfig config,
        HostConfig hostConfig,
        NetworkingConfig networkingConfig,
        String platform,
        boolean shallowReadOnly) {

    /**
     * The same object read for its two nested parts: {@code HostConfig} and {@code
     * NetworkingConfig}.
     */
    @Json(naming = Json.Naming.UpperCamel)
    public record Nested(
            @org.jspecify.annotations.Nullable HostConfig hostConfig,
            @org.jspecify.annotations.Nullable NetworkingConfig networkingConfig) {}
}
