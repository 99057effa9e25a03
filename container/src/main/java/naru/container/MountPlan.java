package naru.container;

import naru.container.config.ContainerConfig;
import naru.container.config.HostConfig;
import naru.container.config.Mount;
import naru.container.config.MountPoint;
import naru.network.model.NaruException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides what a new container mounts where, and makes the volumes that it needs. */
final class MountPlan {
    private static final Set<String> PROPAGATIONS =
            Set.of("private", "rprivate", "shared", "rshared", "slave", "rslave");

    /** The words that may stand behind a bind; those of SELinux and macOS mean nothing here. */
    private static final Set<String> MODES =
            Stream.concat(
                            PROPAGATIONS.stream(),
                            Stream.of(
                                    "",
                                    "ro",
                                    "rw",
                                    "nocopy",
                                    "z",
                                    "Z",
                                    "consistent",
                                    "cached",
                                    "delegated",
                                    "default"))
                    .collect(Collectors.toUnmodifiableSet());

    private final Volumes volumes;
    private final Function<String, List<MountPoint>> mountsOf;
    private final Map<String, MountPoint> byPlace = new TreeMap<>();

    /** {@code mountsOf} tells the mounts of another container, for {@code --volumes-from}. */
    MountPlan(Volumes volumes, Function<String, List<MountPoint>> mountsOf) {
        this.volumes = volumes;
        this.mountsOf = mountsOf;
    }

    /** Later sources win: other containers' mounts, binds, mounts; volumes of the image fill up. */
    List<MountPoint> plan(ContainerConfig config, HostConfig host) {
        for (String from : host.volumesFrom()) {
            volumesFrom(from);
        }
        host.binds().forEach(this::bind);
        host.mounts().forEach(this::mount);
        for (String place : config.volumes().keySet()) {
            if (!byPlace.containsKey(place) && !host.tmpfs().containsKey(place)) {
                add(volume("", checkedPlace(place), "", true));
            }
        }
        return new ArrayList<>(byPlace.values());
    }

    private void volumesFrom(String from) {
        int colon = from.indexOf(':');
        boolean readOnly = colon >= 0 && from.substring(colon + 1).equals("ro");
        for (var mount : mountsOf.apply(colon < 0 ? from : from.substring(0, colon))) {
            add(
                    new MountPoint(
                            mount.type(),
                            mount.name(),
                            mount.source(),
                            mount.destination(),
                            mount.driver(),
                            mount.mode(),
                            mount.writable() && !readOnly,
                            mount.propagation()));
        }
    }

    /** {@code source:place[:options]}, or a place alone. */
    private void bind(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty()) {
            throw new NaruException.Invalid("invalid volume specification: '" + text + "'");
        }
        String place = checkedPlace(parts[1]);
        String mode = parts.length == 3 ? parts[2] : "";
        var options = List.of(mode.split(",", -1));
        if (parts.length == 3 && !MODES.containsAll(options)) {
            throw new NaruException.Invalid("invalid mode: " + mode);
        }
        boolean writable = !options.contains("ro");
        if (!parts[0].startsWith("/")) {
            add(volume(parts[0], place, mode, writable));
            return;
        }
        var propagation = options.stream().filter(PROPAGATIONS::contains).findFirst();
        makeFolder(parts[0]);
        add(
                new MountPoint(
                        "bind",
                        null,
                        parts[0],
                        place,
                        null,
                        mode,
                        writable,
                        propagation.orElse("rprivate")));
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
        String place = checkedPlace(mount.target());
        switch (mount.type()) {
            case "volume" -> add(volume(mount, place));
            case "tmpfs" -> add(tmpfs(mount, place));
            case "bind" -> {
                var options = mount.bindOptions();
                if (!Files.exists(Path.of(mount.source()))) {
                    if (options == null || !options.createMountpoint()) {
                        throw new NaruException.Invalid(
                                "invalid mount config for type \"bind\": bind source path does not"
                                        + " exist: "
                                        + mount.source());
                    }
                    makeFolder(mount.source());
                }
                String propagation = options == null ? "" : options.propagation();
                add(
                        new MountPoint(
                                "bind",
                                null,
                                mount.source(),
                                place,
                                null,
                                "",
                                !mount.readOnly(),
                                propagation.isEmpty() ? "rprivate" : propagation));
            }
            default ->
                    throw new NaruException.Invalid("mount type unknown: \"" + mount.type() + "\"");
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
        return new MountPoint(
                "tmpfs", null, "", place, null, String.join(",", options), !mount.readOnly(), "");
    }

    private MountPoint volume(Mount mount, String place) {
        var options = mount.volumeOptions();
        var driver = options == null ? null : options.driverConfig();
        String subpath = options == null ? "" : options.subpath();
        if (Path.of(subpath).isAbsolute() || Path.of(subpath).normalize().startsWith("..")) {
            throw new NaruException.Invalid(
                    "invalid mount config for type \"volume\": subpath must be a relative path"
                            + " within the volume");
        }
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
                "");
    }

    private static String checkedPlace(String place) {
        if (!place.startsWith("/")) {
            throw new NaruException.Invalid(
                    "invalid mount config: invalid mount path: '"
                            + place
                            + "' mount path must be absolute");
        }
        String normal = Path.of(place).normalize().toString();
        if (normal.equals("/")) {
            throw new NaruException.Invalid(
                    "invalid mount config: invalid specification: destination can't be '/'");
        }
        return normal;
    }

    private void add(MountPoint mount) {
        byPlace.put(mount.destination(), mount);
    }
}
