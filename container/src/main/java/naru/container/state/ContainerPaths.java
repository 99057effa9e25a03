package naru.container.state;

import naru.container.plan.Names;
import naru.linux.Kernel;
import naru.linux.MountTable;
import naru.linux.Mounts;
import naru.linux.Netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of a container are. */
public record ContainerPaths(Path dataRoot, Path execRoot) {
    private static final long LIVE_BYTES = 256L << 20;

    /**
     * Creates the directories that all containers share. State of this boot is in memory, in one
     * shared mount, so that the unmounting of a root file system propagates to the mount namespaces
     * that conmons keep.
     */
    public void prepare(Kernel kernel) throws IOException {
        Files.createDirectories(homes());
        Path volatileFiles = Files.createDirectories(live());
        if (MountTable.below(live()).stream().noneMatch(m -> m.target().equals(volatileFiles))) {
            new Mounts(kernel).tmpfs(volatileFiles, LIVE_BYTES, "711");
        }
        Netns.prepareDirectory(kernel, volatileFiles);
        Files.createDirectories(exits());
        Files.createDirectories(bundles());
        Files.createDirectories(roots());
    }

    /** The mount for the files of running containers. */
    Path live() {
        return execRoot.resolve("live");
    }

    public Path homes() {
        return dataRoot.resolve("containers");
    }

    /** Its files that outlive the boot. */
    public Path home(String id) {
        return homes().resolve(id);
    }

    public Path log(String id) {
        return home(id).resolve("container.log");
    }

    public Path upper(String id) {
        return home(id).resolve("diff");
    }

    public Path work(String id) {
        return home(id).resolve("work");
    }

    /** Where root file systems are mounted. */
    public Path roots() {
        return live().resolve("rootfs");
    }

    public Path rootFs(String id) {
        return roots().resolve(Names.shortId(id));
    }

    /** Where the /dev/shm is mounted that a container shares. */
    public Path sharedMemory(String id) {
        return roots().resolve(Names.shortId(id) + "-shm");
    }

    /** Short, because the name of a unix socket in it may have 107 bytes. */
    public Path bundle(String id) {
        return bundles().resolve(Names.shortId(id));
    }

    Path bundles() {
        return live().resolve("bundles");
    }

    public Path exits() {
        return live().resolve("exits");
    }

    public Path exit(String id) {
        return exits().resolve(id);
    }

    public Path runtimeRoot() {
        return live().resolve("runtime");
    }
}
