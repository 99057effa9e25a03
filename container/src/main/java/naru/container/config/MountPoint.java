package naru.container.config;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

/**
 * A mount that a container has, as {@code docker inspect} shows it under {@code Mounts}.
 *
 * @param name the volume's name; null for other types
 * @param source the path on the host; empty for tmpfs
 * @param driver {@code local} for volumes; null for other types
 * @param bindOptions the options of a bind mount as they were given; null for none, and in replies
 */
@Json(naming = Json.Naming.UpperCamel)
public record MountPoint(
        @Json.Property("Type") String type,
        @Json.Property("Name") @Nullable String name,
        @Json.Property("Source") String source,
        @Json.Property("Destination") String destination,
        @Json.Property("Driver") @Nullable String driver,
        @Json.Property("Mode") String mode,
        @Json.Property("RW") boolean writable,
        @Json.Property("Propagation") String propagation,
        Mount.@Nullable BindOptions bindOptions) {

    public MountPoint {
        type = Frozen.text(type);
        source = Frozen.text(source);
        destination = Frozen.text(destination);
        mode = Frozen.text(mode);
        propagation = Frozen.text(propagation);
    }

    /** The same mount with another source. */
    public MountPoint from(String newSource) {
        return new MountPoint(
                type,
                name,
                newSource,
                destination,
                driver,
                mode,
                writable,
                propagation,
                bindOptions);
    }

    /** The same mount with another propagation. */
    public MountPoint withPropagation(String other) {
        return new MountPoint(
                type, name, source, destination, driver, mode, writable, other, bindOptions);
    }

    /** The fields that {@code docker inspect} shows. */
    public MountPoint shown() {
        return new MountPoint(
                type, name, source, destination, driver, mode, writable, propagation, null);
    }
}
