package naru.container.mount;

import naru.container.config.ContainerConfig;
import naru.container.config.HostConfig;
import naru.container.config.Mount;
import naru.container.config.Mount.BindOptions;
import naru.container.config.MountPoint;
import naru.container.model.Volume;
import naru.container.volume.Volumes;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Decides what a new container mounts where, and makes the volumes that it needs. */
public final class MountPlan {
    private final Volumes volumes;
    private final Function<String, List<MountPoint>> mountsOf;
    private final Path dataRoot;
    private final boolean shallowReadOnly;
    private final Map<String, MountPoint> byPlace = new TreeMap<>();

    /** The places of binds and mounts, each of which may be named once. */
    private final Set<String> places = new HashSet<>();

    /**
     * @param mountsOf returns the mounts of another container, for {@code --volumes-from}
     * @param shallowReadOnly whether read-only binds leave the mounts below them writable
     */
    public MountPlan(
            Volumes volumes,
            Function<String, List<MountPoint>> mountsOf,
            Path dataRoot,
            boolean shallowReadOnly) {
        this.volumes = volumes;
        this.mountsOf = mountsOf;
        this.dataRoot = dataRoot;
        this.shallowReadOnly = shallowReadOnly;
    }

    /**
     * Later sources win: other containers' mounts, binds, mounts; volumes of the image fill up.
     * {@code host} has passed {@link MountChecks#check}.
     */
    public List<MountPoint> plan(ContainerConfig config, HostConfig host) {
        for (String from : host.volumesFrom()) {
            volumesFrom(from);
        }
        host.tmpfs().keySet().forEach(place -> places.add(MountChecks.place(place)));
        host.binds().forEach(this::bind);
        host.mounts().forEach(this::mount);
        for (String place : config.volumes().keySet()) {
            if (!byPlace.containsKey(place) && !host.tmpfs().containsKey(place)) {
                byPlace.put(place, volume("", MountChecks.place(place), "", true));
            }
        }
        return new ArrayList<>(byPlace.values());
    }

    private void volumesFrom(String from) {
        if (from.isEmpty()) {
            throw new NaruException.Invalid("volumes-from specification cannot be an empty string");
        }
        int colon = from.indexOf(':');
        String mode = colon < 0 ? "" : from.substring(colon + 1);
        var words = List.of(mode.split(",", -1));
        if (!MountChecks.isMode(mode)
                || words.contains("nocopy")
                || words.stream().anyMatch(MountChecks.PROPAGATIONS::contains)) {
            throw new NaruException.Invalid("invalid mode: " + mode);
        }
        boolean readOnly = words.contains("ro");
        for (var mount : mounts(colon < 0 ? from : from.substring(0, colon))) {
            byPlace.put(
                    mount.destination(),
                    new MountPoint(
                            mount.type(),
                            mount.name(),
                            mount.source(),
                            mount.destination(),
                            mount.driver(),
                            mount.mode(),
                            mount.writable() && !readOnly,
                            mount.propagation(),
                            mount.bindOptions()));
        }
    }

    /**
     * A missing container is a fault of the request: 404 makes the docker command pull an image.
     */
    private List<MountPoint> mounts(String container) {
        try {
            return mountsOf.apply(container);
        } catch (NaruException.NotFound missing) {
            throw new NaruException.Invalid(String.valueOf(missing.getMessage()));
        }
    }

    /** {@code source:place[:options]}, or a place alone. */
    private void bind(String text) {
        String[] parts = text.split(":", -1);
        String invalid = "invalid volume specification: '" + text + "'";
        if (parts.length > 3
                || parts[0].isEmpty()
                || (parts.length == 2 && MountChecks.isMode(parts[1]))) {
            throw new NaruException.Invalid(invalid);
        }
        String source = parts.length == 1 ? "" : parts[0];
        String target = parts.length == 1 ? parts[0] : parts[1];
        String mode = parts.length == 3 ? parts[2] : "";
        if (!MountChecks.isMode(mode)) {
            throw new NaruException.Invalid("invalid mode: " + mode);
        }
        var words = List.of(mode.split(",", -1));
        boolean writable = !words.contains("ro");
        boolean volume = !source.startsWith("/");
        var options =
                words.stream()
                        .filter(MountChecks.PROPAGATIONS::contains)
                        .findFirst()
                        .map(BindOptions::of)
                        .orElse(null);
        var spec =
                new Mount(
                        volume ? "volume" : "bind",
                        source,
                        target,
                        !writable,
                        "",
                        options,
                        null,
                        null);
        String place;
        try {
            place = placeOf(spec);
            if (volume && options != null) {
                throw MountChecks.invalid(spec, "field BindOptions must not be specified");
            }
        } catch (NaruException.Invalid refusal) {
            throw new NaruException.Invalid(invalid + ": " + refusal.getMessage());
        }
        if (volume) {
            claim(place);
            byPlace.put(place, volume(source, place, mode, writable));
        } else {
            var bind = bind(spec, place, mode);
            makeFolder(source);
            byPlace.put(place, bind);
        }
    }

    private static String placeOf(Mount mount) {
        if (mount.target().isEmpty()) {
            throw MountChecks.invalid(mount, "field Target must not be empty");
        }
        try {
            return MountChecks.place(mount.target());
        } catch (NaruException.Invalid refusal) {
            throw MountChecks.invalid(mount, String.valueOf(refusal.getMessage()));
        }
    }

    private void claim(String place) {
        if (!places.add(place)) {
            throw new NaruException.Invalid("Duplicate mount point: " + place);
        }
    }

    /** A mount of a path of the host. */
    private MountPoint bind(Mount mount, String place, String mode) {
        claim(place);
        var options = mount.bindOptions();
        String propagation = options == null ? "" : options.propagation();
        String source = Path.of(mount.source()).normalize().toString();
        if (meetsDataRoot(source)) {
            propagation = rootPropagation(source, propagation);
        }
        return new MountPoint(
                "bind",
                null,
                source,
                place,
                null,
                mode,
                !mount.readOnly(),
                propagation.isEmpty() ? "rprivate" : propagation,
                shallow(mount.readOnly(), options));
    }

    private @Nullable BindOptions shallow(boolean readOnly, @Nullable BindOptions options) {
        if (!readOnly || !shallowReadOnly) {
            return options;
        }
        return (options == null ? BindOptions.of("") : options).withReadOnlyNonRecursive();
    }

    private boolean meetsDataRoot(String source) {
        return dataRoot.startsWith(source) || Path.of(source).startsWith(dataRoot);
    }

    /** A private copy of the data root's mounts would keep them in use after their unmount. */
    private String rootPropagation(String source, String given) {
        return switch (given) {
            case "" -> "rslave";
            case "rslave", "rshared" -> given;
            default ->
                    throw new NaruException.Invalid(
                            "invalid mount config: must use either propagation mode \"rslave\" or"
                                    + " \"rshared\" when mount source is within the daemon root,"
                                    + " daemon root: \"%s\", bind mount source: \"%s\", propagation: \"%s\""
                                            .formatted(dataRoot, source, given));
        };
    }

    private static void makeFolder(String source) {
        try {
            if (!Files.exists(Path.of(source))) {
                Files.createDirectories(Path.of(source));
            }
        } catch (IOException failure) {
            throw new NaruException.HostFailure(
                    "error while creating mount source path '" + source + "': " + failure, failure);
        }
    }

    private void mount(Mount mount) {
        String place = placeOf(mount);
        switch (mount.type()) {
            case "volume" -> {
                claim(place);
                byPlace.put(place, volume(mount, place));
            }
            case "tmpfs" -> {
                claim(place);
                byPlace.put(place, tmpfs(mount, place));
            }
            default -> {
                var options = mount.bindOptions();
                boolean creates = options != null && options.createMountpoint();
                if (!creates && !Files.exists(Path.of(mount.source()))) {
                    throw MountChecks.invalid(
                            mount, "bind source path does not exist: " + mount.source());
                }
                var bind = bind(mount, place, "");
                makeFolder(mount.source());
                byPlace.put(place, bind);
            }
        }
    }

    private static MountPoint tmpfs(Mount mount, String place) {
        var options = new ArrayList<String>();
        var wanted = mount.tmpfsOptions();
        if (wanted != null && wanted.sizeBytes() > 0) {
            options.add("size=" + wanted.sizeBytes());
        }
        if (wanted != null && wanted.mode() > 0) {
            options.add("mode=" + Integer.toOctalString(wanted.mode()));
        }
        if (mount.readOnly()) {
            options.add("ro");
        }
        if (wanted != null) {
            wanted.options().forEach(option -> options.add(String.join("=", option)));
        }
        return new MountPoint(
                "tmpfs",
                null,
                "",
                place,
                null,
                String.join(",", options),
                !mount.readOnly(),
                "",
                null);
    }

    private MountPoint volume(Mount mount, String place) {
        var options = mount.volumeOptions();
        var driver = options == null ? null : options.driverConfig();
        var volume =
                volumes.create(
                        mount.source(),
                        driver == null ? "" : driver.name(),
                        driver == null ? Map.of() : driver.options(),
                        options == null ? Map.of() : options.labels());
        return mountPoint(volume, place, "z", !mount.readOnly());
    }

    private MountPoint volume(String name, String place, String mode, boolean writable) {
        var volume = volumes.create(name, "local", Map.of(), Map.of());
        return mountPoint(volume, place, mode, writable);
    }

    private static MountPoint mountPoint(
            Volume volume, String place, String mode, boolean writable) {
        return new MountPoint(
                "volume",
                volume.name(),
                volume.mountpoint().toString(),
                place,
                "local",
                mode,
                writable,
                "",
                null);
    }
}
