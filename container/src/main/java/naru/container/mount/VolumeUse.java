package naru.container.mount;

import naru.container.config.Mount;
import naru.container.config.MountPoint;
import naru.container.state.ContainerTable;
import naru.container.store.ContainerRecord;
import naru.container.tar.InsideRoot;
import naru.container.volume.Volumes;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Opens the volumes of a container for its run, and closes those without running containers. */
public final class VolumeUse {
    private final Volumes volumes;
    private final ContainerTable table;

    public VolumeUse(Volumes volumes, ContainerTable table) {
        this.volumes = volumes;
        this.table = table;
    }

    void open(ContainerRecord record) {
        for (var mount : record.mounts()) {
            String name = mount.name();
            if (name != null) {
                volumes.open(name, record.id(), mount.destination(), mount.writable());
            }
        }
    }

    void close(String id) {
        var container = table.get(id);
        for (var mount : container == null ? List.<MountPoint>of() : container.record.mounts()) {
            String name = mount.name();
            if (name != null) {
                volumes.close(name, id, !runsWith(name, id));
            }
        }
    }

    private boolean runsWith(String volume, String except) {
        return table.all().stream()
                .filter(other -> other.run().active() && !other.id.equals(except))
                .flatMap(other -> other.record.mounts().stream())
                .anyMatch(mount -> volume.equals(mount.name()));
    }

    /** Whether an empty volume gets what the image has in its place. */
    static boolean isCopied(ContainerRecord record, MountPoint mount) {
        var options = options(record, mount);
        return !List.of(mount.mode().split(",", -1)).contains("nocopy")
                && (options == null || (!options.noCopy() && options.subpath().isEmpty()));
    }

    private static Mount.@Nullable VolumeOptions options(ContainerRecord record, MountPoint mount) {
        return record.hostConfig().mounts().stream()
                .filter(wanted -> wanted.type().equals("volume"))
                .filter(wanted ->
                        Path.of(wanted.target()).normalize().toString().equals(mount.destination()))
                .findFirst()
                .map(Mount::volumeOptions)
                .orElse(null);
    }

    static List<MountPoint> withSubpaths(ContainerRecord record) throws IOException {
        var sources = new ArrayList<MountPoint>();
        for (var mount : record.mounts()) {
            var options = mount.name() == null ? null : options(record, mount);
            sources.add(
                    options == null || options.subpath().isEmpty()
                            ? mount
                            : mount.from(inside(mount, options.subpath())));
        }
        return sources;
    }

    private static String inside(MountPoint mount, String subpath) throws IOException {
        Path source = InsideRoot.resolve(Path.of(mount.source()), Path.of(subpath));
        if (!Files.exists(source)) {
            throw new NaruException.HostFailure(
                    "cannot access path "
                            + Path.of(mount.source()).resolve(subpath)
                            + ": lstat "
                            + source
                            + ": no such file or directory");
        }
        return source.toString();
    }
}
