package naru.container.mount;

import naru.container.config.ContainerRef;
import naru.container.config.HostConfig;
import naru.container.state.ContainerPaths;
import naru.container.state.ContainerTable;
import naru.linux.Mounts;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * /dev/shm of containers that share it: with the host, or one that is shareable with those that
 * join it. The latter is mounted beside its root file system, so that it can be mounted in others.
 */
public final class SharedMemory {
    private static final Path HOSTS = Path.of("/dev/shm");
    private static final int MS_NOSUID_NODEV_NOEXEC = 2 | 4 | 8; // linux/mount.h

    private final ContainerPaths paths;
    private final ContainerTable table;
    private final Mounts mounts;

    public SharedMemory(ContainerPaths paths, ContainerTable table, Mounts mounts) {
        this.paths = paths;
        this.table = table;
        this.mounts = mounts;
    }

    /**
     * What a container that starts gets to see; null for one of its own.
     *
     * @throws NaruException.Invalid when it may not join the container that it names
     */
    public @Nullable Path open(String id, HostConfig host) throws IOException {
        String mode = host.ipcMode();
        if (mode.equals("host")) {
            return HOSTS;
        }
        if (mode.equals("shareable")) {
            Path place = Files.createDirectories(paths.sharedMemory(id));
            String size = "mode=1777,size=" + host.shmSize();
            mounts.mount("shm", place, "tmpfs", MS_NOSUID_NODEV_NOEXEC, size);
            return place;
        }
        return ContainerRef.in(mode).map(this::joined).orElse(null);
    }

    private Path joined(String ref) {
        var donor = table.donor(ref, "IPC");
        return switch (donor.record.hostConfig().ipcMode()) {
            case "host" -> HOSTS;
            case "shareable" -> paths.sharedMemory(donor.id);
            default ->
                    throw new NaruException.Invalid(
                            "failed to join IPC namespace: container "
                                    + donor.id
                                    + ": non-shareable IPC (hint: use IpcMode:shareable for the"
                                    + " donor container)");
        };
    }

    /** Those who have joined keep what they have. Nothing to close is no error. */
    public void close(String id) throws IOException {
        Path place = paths.sharedMemory(id);
        if (Files.exists(place)) {
            mounts.unmount(place);
            Files.deleteIfExists(place);
        }
    }
}
