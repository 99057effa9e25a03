package naru.container.config;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A mount as {@code --mount} requests it.
 *
 * @param type {@code bind}, {@code volume} or {@code tmpfs}
 * @param source a path of the host, or a volume's name; empty for an anonymous volume
 */
@Json(naming = Json.Naming.UpperCamel)
public record Mount(
        @Json.Property("Type") String type,
        @Json.Property("Source") String source,
        @Json.Property("Target") String target,
        boolean readOnly,
        @Json.Property("Consistency") String consistency,
        @Nullable BindOptions bindOptions,
        @Nullable VolumeOptions volumeOptions,
        @Nullable TmpfsOptions tmpfsOptions) {

    public Mount {
        type = Frozen.textOr(type, "volume");
        source = Frozen.text(source);
        target = Frozen.text(target);
        consistency = Frozen.text(consistency);
    }

    /**
     * How a path of the host is bound. {@code propagation} is one of mount_namespaces(7)'s, with or
     * without r.
     */
    @Json(naming = Json.Naming.UpperCamel)
    public record BindOptions(
            @Json.Property("Propagation") String propagation,
            boolean nonRecursive,
            boolean createMountpoint,
            boolean readOnlyNonRecursive,
            boolean readOnlyForceRecursive) {
        public BindOptions {
            propagation = Frozen.text(propagation);
        }

        /** Options that name a propagation alone. */
        public static BindOptions of(String propagation) {
            return new BindOptions(propagation, false, false, false, false);
        }

        /** The same for a read-only mount that leaves the mounts below it writable. */
        public BindOptions withReadOnlyNonRecursive() {
            return new BindOptions(
                    propagation, nonRecursive, createMountpoint, true, readOnlyForceRecursive);
        }
    }

    /** How a volume is mounted, and how it is created if absent. */
    @Json(naming = Json.Naming.UpperCamel)
    public record VolumeOptions(
            boolean noCopy,
            @Json.Property("Labels") Map<String, String> labels,
            @Json.Property("Subpath") String subpath,
            @Nullable Driver driverConfig) {
        public VolumeOptions {
            labels = Frozen.map(labels);
            subpath = Frozen.text(subpath);
        }
    }

    /** The driver that creates a volume, and its options. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Driver(
            @Json.Property("Name") String name,
            @Json.Property("Options") Map<String, String> options) {
        public Driver {
            name = Frozen.text(name);
            options = Frozen.map(options);
        }
    }

    /**
     * {@code sizeBytes} 0 means no limit, {@code mode} 0 means 1777; {@code options} are lists of a
     * name and, for some, a value.
     */
    @Json(naming = Json.Naming.UpperCamel)
    public record TmpfsOptions(
            long sizeBytes,
            @Json.Property("Mode") int mode,
            @Json.Property("Options") List<List<String>> options) {
        public TmpfsOptions {
            options = Frozen.list(options);
        }
    }

    /** The same with other options of its type. */
    public Mount with(
            @Nullable BindOptions bind,
            @Nullable VolumeOptions volume,
            @Nullable TmpfsOptions tmpfs) {
        return new Mount(type, source, target, readOnly, consistency, bind, volume, tmpfs);
    }
}
