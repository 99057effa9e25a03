package naru.container.mount;

import naru.container.config.MountPoint;
import naru.container.image.Images;
import naru.container.model.Container;
import naru.container.state.Cleanup;
import naru.container.state.ContainerPaths;
import naru.container.store.ContainerRecord;
import naru.container.tar.FileTree;
import naru.container.tar.InsideRoot;
import naru.linux.Kernel;
import naru.linux.MountTable;
import naru.linux.Mounts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/** Mounts containers' root file systems: the image's layers below, the container's own on top. */
public final class RootFileSystems {
    private final ContainerPaths paths;
    private final Images images;
    private final VolumeUse volumes;
    private final Mounts mounts;

    public RootFileSystems(ContainerPaths paths, Images images, VolumeUse volumes, Kernel kernel) {
        this.paths = paths;
        this.images = images;
        this.volumes = volumes;
        this.mounts = new Mounts(kernel);
    }

    /**
     * Mounts a container's root. One that is removed at its end is never written back to disk,
     * which spares the wait for that at unmounting; the kernel wants a fresh work folder for each
     * such mount (kernel documentation, overlayfs, "Volatile mount").
     */
    public Path mount(ContainerRecord record) throws IOException {
        String id = record.id();
        Path root = Files.createDirectories(paths.rootFs(id));
        boolean fleeting = record.hostConfig().autoRemove();
        if (fleeting) {
            FileTree.delete(paths.work(id));
        }
        Files.createDirectories(paths.upper(id));
        Files.createDirectories(paths.work(id));
        String[] options = fleeting ? new String[] {"volatile"} : new String[0];
        var lower = images.layerFolders(record.imageId());
        mounts.overlay(lower, paths.upper(id), paths.work(id), root, options);
        return root;
    }

    /**
     * What mounts the root of a container that does not run, with its volumes and binds, in a mount
     * namespace of the caller's own. The folders that it needs are made now.
     */
    public Runnable privately(ContainerRecord record, boolean withMounts) throws IOException {
        String id = record.id();
        Path root = Files.createDirectories(paths.rootFs(id));
        FileTree.delete(paths.work(id)); // what is volatile wants a fresh one
        Files.createDirectories(paths.upper(id));
        Files.createDirectories(paths.work(id));
        var lower = images.layerFolders(record.imageId());
        return () -> {
            mounts.overlay(lower, paths.upper(id), paths.work(id), root);
            if (withMounts) {
                record.mounts().forEach(mount -> bind(mount, root));
            }
        };
    }

    private void bind(MountPoint mount, Path root) {
        if (mount.source().isEmpty()) {
            return; // a tmpfs begins empty with each run
        }
        try {
            Path source = Path.of(mount.source());
            Path place = InsideRoot.resolve(root, Path.of(mount.destination()));
            if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                if (Files.isDirectory(source)) {
                    Files.createDirectories(place);
                } else {
                    Files.createDirectories(Objects.requireNonNull(place.getParent()));
                    Files.createFile(place);
                }
            }
            var options = mount.bindOptions();
            if (options != null && options.nonRecursive()) {
                mounts.bindAlone(source, place);
            } else {
                mounts.bind(source, place);
            }
            if (!mount.writable()) {
                mounts.remountReadOnly(place);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Where a container's root is mounted while it runs. */
    public Path place(String id) {
        return paths.rootFs(id);
    }

    public void unmount(String id) throws IOException {
        unmount(paths.rootFs(id));
        volumes.close(id);
    }

    public void unmount(Path root) throws IOException {
        mounts.unmount(root);
        Files.deleteIfExists(root);
    }

    public Container.RootFs describe(ContainerRecord record) {
        var lower = images.layerFolders(record.imageId()).stream().map(Path::toString).toList();
        String id = record.id();
        return new Container.RootFs(
                String.join(":", lower),
                paths.upper(id).toString(),
                paths.work(id).toString(),
                paths.rootFs(id).toString());
    }

    /** Makes what the container's configuration names and its image may lack. */
    public void complete(ContainerRecord record, Path root) throws IOException {
        String workingDir = record.config().workingDir();
        if (!workingDir.isEmpty()) {
            Path folder = InsideRoot.resolve(root, Path.of(workingDir));
            if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectories(folder);
            }
        }
        volumes.open(record);
        for (var mount : record.mounts()) {
            if (mount.type().equals("volume") && VolumeUse.isCopied(record, mount)) {
                fill(mount, root);
            }
        }
    }

    /** What the runtime mounts: of a volume with a subpath only that part. */
    public List<MountPoint> sources(ContainerRecord record) throws IOException {
        return Propagation.granted(VolumeUse.withSubpaths(record), MountTable::read);
    }

    /** An empty volume begins with what the image has in its place. */
    private static void fill(MountPoint mount, Path root) throws IOException {
        Path from = InsideRoot.resolve(root, Path.of(mount.destination()));
        Path to = Path.of(mount.source());
        if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS) || !isEmpty(to)) {
            return;
        }
        Files.walkFileTree(from, new Copier(from, to));
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }

    /** Removes what a container has on disk. */
    public void delete(String id) throws IOException {
        FileTree.delete(paths.home(id));
    }

    /** The same without waiting for it: what is left when we die goes at the next start. */
    public void deleteSoon(String id) {
        Thread.ofVirtual().start(() -> Cleanup.attempt(() -> delete(id)));
    }

    /** Copies a folder with owners and permissions. */
    private static final class Copier extends SimpleFileVisitor<Path> {
        private static final List<String> KEPT = List.of("unix:uid", "unix:gid");

        private final Path from;
        private final Path to;

        Copier(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                throws IOException {
            Path copy = to.resolve(from.relativize(folder).toString());
            Files.createDirectories(copy);
            own(folder, copy, false);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.copy(
                        file, copy, LinkOption.NOFOLLOW_LINKS, StandardCopyOption.COPY_ATTRIBUTES);
                own(file, copy, attributes.isSymbolicLink());
            }
            return FileVisitResult.CONTINUE;
        }

        private static void own(Path original, Path copy, boolean link) throws IOException {
            for (String name : KEPT) {
                Object value = Files.getAttribute(original, name, LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(copy, name, value, LinkOption.NOFOLLOW_LINKS);
            }
            if (!link) {
                int mode = (Integer) Files.getAttribute(original, "unix:mode") & 07777;
                Files.setAttribute(copy, "unix:mode", mode);
            }
        }
    }
}
