package naru.container.mount;

import naru.container.config.MountPoint;
import naru.linux.MountTable;
import naru.network.model.NaruException;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Holds the propagation of a container's binds against the mounts of the host. */
final class Propagation {
    private Propagation() {}

    /**
     * The mounts of a container with the propagation that they get. A bind that is shared needs a
     * shared mount of the host, one that is a slave a shared mount or a slave. A bind of the data
     * root is a slave without a request for it, and private where the host's mount is.
     *
     * @param table returns the host's mounts; used only where one matters
     */
    static List<MountPoint> granted(
            List<MountPoint> mounts, Supplier<List<naru.linux.MountPoint>> table) {
        return mounts.stream().map(mount -> granted(mount, table)).toList();
    }

    private static MountPoint granted(
            MountPoint mount, Supplier<List<naru.linux.MountPoint>> table) {
        return switch (mount.propagation()) {
            case "shared", "rshared" -> {
                var host = MountTable.holding(Path.of(mount.source()), table.get());
                if (!host.isShared()) {
                    throw refusal(mount, host, "a shared mount");
                }
                yield mount;
            }
            case "slave", "rslave" -> {
                var host = MountTable.holding(Path.of(mount.source()), table.get());
                if (host.isShared() || host.isSlave()) {
                    yield mount;
                }
                var options = mount.bindOptions();
                if (options != null && !options.propagation().isEmpty()) {
                    throw refusal(mount, host, "a shared or slave mount");
                }
                yield mount.withPropagation("rprivate");
            }
            default -> mount;
        };
    }

    private static NaruException refusal(
            MountPoint mount, naru.linux.MountPoint host, String wanted) {
        return new NaruException.HostFailure(
                "path "
                        + mount.source()
                        + " is mounted on "
                        + host.target()
                        + " but it is not "
                        + wanted);
    }
}
