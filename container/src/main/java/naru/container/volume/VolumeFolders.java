package naru.container.volume;

import naru.container.tar.FileTree;
import naru.linux.Kernel;
import naru.linux.MountTable;
import naru.linux.Mounts;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.network.model.NaruException;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The directories of volumes, {@code <name>/_data} each. A directory to be deleted is moved to
 * {@value #GONE} first, so that the removal is atomic. Callers hold a lock.
 */
final class VolumeFolders {
    private static final String GONE = ".gone"; // no volume's name begins with a dot
    private static final String DATA = "_data";

    private final Path directory;
    private final Mounts mounts;

    VolumeFolders(Path directory, Kernel kernel) {
        this.directory = directory;
        this.mounts = new Mounts(kernel);
    }

    Path path(String name) {
        return directory.resolve(name).resolve(DATA);
    }

    void make(String name) {
        try {
            Files.createDirectories(path(name));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot create volume: " + failure, failure);
        }
    }

    /**
     * Ends what died with an earlier process: removals, and folders that never became a volume.
     * Returns the volumes that are gone.
     */
    List<String> sweep(Set<String> known) {
        var gone = new ArrayList<String>();
        try {
            FileTree.delete(directory.resolve(GONE));
            for (String name : known) {
                if (!Files.exists(path(name))) {
                    gone.add(name);
                }
            }
            if (Files.isDirectory(directory)) {
                removeUnknown(known);
            }
            return gone;
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot tidy " + directory, failure);
        }
    }

    /** Empty ones only: directories with content are kept, even without a record. */
    private void removeUnknown(Set<String> known) throws IOException {
        try (var folders = Files.newDirectoryStream(directory)) {
            for (Path folder : folders) {
                if (!known.contains(folder.getFileName().toString())) {
                    try {
                        Files.deleteIfExists(folder.resolve(DATA));
                        Files.deleteIfExists(folder);
                    } catch (DirectoryNotEmptyException kept) {
                        continue;
                    }
                }
            }
        }
    }

    /** Removes a volume's folder; {@code forget} runs when it is out of its place. */
    void remove(String name, Runnable forget) {
        try {
            unmount(name);
            if (isMounted(name)) { // deleting what is in it would reach the device
                throw new NaruException.Conflict(
                        "remove " + name + ": volume is in use - " + path(name) + " is mounted");
            }
            Path gone = Files.createDirectories(directory.resolve(GONE)).resolve(name);
            FileTree.delete(gone);
            if (Files.exists(directory.resolve(name))) {
                Files.move(directory.resolve(name), gone, StandardCopyOption.ATOMIC_MOVE);
            }
            forget.run();
            FileTree.delete(gone);
        } catch (IOException failure) {
            throw new NaruException.HostFailure("remove " + name + ": " + failure, failure);
        }
    }

    /** Mounts what the options name, unless it is. */
    void mount(String name, VolumeOptions options) {
        try {
            if (isMounted(name)) {
                return;
            }
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot read the mounts: " + failure, failure);
        }
        make(name);
        try {
            mounts.mount(
                    options.device(),
                    path(name),
                    options.isBind() ? "" : options.type(),
                    options.flags(),
                    options.data());
            if (options.flagsOfBind() != 0) {
                restrict(name, options.flagsOfBind());
            }
        } catch (LinuxException failure) {
            String hint =
                    failure.is(Errno.ENODEV)
                            ? " (this kernel has no file system " + options.type() + ")"
                            : "";
            throw new NaruException.HostFailure(
                    "failed to mount local volume: mount "
                            + options.device()
                            + ":"
                            + path(name)
                            + ", data: "
                            + options.data()
                            + ": "
                            + failure.getMessage()
                            + hint,
                    failure);
        }
    }

    private void restrict(String name, long flags) {
        try {
            mounts.remountBind(path(name), flags);
        } catch (LinuxException failure) {
            unmount(name); // open as it is, it must not be used
            throw failure;
        }
    }

    void unmount(String name) {
        mounts.unmount(path(name));
    }

    private boolean isMounted(String name) throws IOException {
        return MountTable.below(directory.resolve(name)).stream()
                .anyMatch(mount -> mount.target().equals(path(name)));
    }
}
