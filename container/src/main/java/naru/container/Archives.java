package naru.container;

import naru.container.archive.Changes;
import naru.container.archive.ContainerFiles;
import naru.container.archive.CopyPreload;
import naru.container.config.MountPoint;
import naru.container.image.format.Compression;
import naru.container.image.format.ConfigChanges;
import naru.container.model.CommitOptions;
import naru.container.model.PathChange;
import naru.container.model.PathStat;
import naru.container.plan.MergedConfig;
import naru.container.run.ContainerComponents;
import naru.container.state.ContainerEntry;
import naru.linux.NamespaceWork;
import naru.linux.OtherRoot;
import naru.network.model.NaruException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Copies files into and out of containers. For a running container, the files from the view of its
 * first process; for a stopped one, its root with volumes and binds, mounted during the copy, which
 * delays a start.
 *
 * <p>Bytes pass through a pipe, since the thread inside the container's root must not wake other
 * threads; see {@link OtherRoot}.
 */
public final class Archives {
    private final ContainerComponents parts;

    Archives(ContainerComponents parts) {
        this.parts = parts;
    }

    public PathStat stat(String ref, String path) {
        return files(ref).stat(path);
    }

    /** Where a tar goes, opened when it is known that there will be one. */
    public interface Destination {
        OutputStream open() throws IOException;
    }

    /** Sends a tar of a file, or of a folder with all that is in it. */
    public void pack(String ref, String path, Destination to) throws IOException {
        var files = files(ref);
        through(to, out -> files.pack(path, out));
    }

    /** Sends a tar of a container's root without what is mounted in it. */
    public void export(String ref, Destination to) throws IOException {
        var container = parts.table().find(ref);
        CopyPreload.once();
        var files =
                ContainerFiles.of(
                        container.id,
                        new ContainerFiles.Entrance() {
                            @Override
                            public <T> T inside(NamespaceWork<T, IOException> work)
                                    throws IOException {
                                return inRoot(container, work);
                            }
                        });
        through(to, files::packAll);
        parts.done(container, "export");
    }

    /** Makes an image of a container, and returns the image's id. */
    public String commit(String ref, CommitOptions options) {
        var container = parts.table().find(ref);
        var record = container.record;
        var none = ConfigChanges.apply(List.of());
        var changed = ConfigChanges.apply(options.changes());
        var given = options.config() == null ? none : options.config();
        var config =
                MergedConfig.of(
                        MergedConfig.of(changed, given, ""),
                        record.config(),
                        record.config().hostname());
        String command = record.path() + " " + String.join(" ", record.args());
        var image =
                parts.images()
                        .commit(
                                record.imageId(),
                                parts.paths().upper(record.id()),
                                config,
                                options,
                                command.strip());
        parts.done(container, "commit", "comment", options.comment());
        return image.id();
    }

    /** Unpacks a tar, packed or not, into a folder; see {@link ContainerFiles#extract}. */
    public void extract(String ref, String path, InputStream from, boolean keepKinds)
            throws IOException {
        var container = parts.table().find(ref);
        var files = files(ref);
        var pipe = Pipe.open();
        var done =
                start(() -> {
                    try (var source = Channels.newInputStream(pipe.source())) {
                        files.extract(
                                path, source, keepKinds, folder -> isWritable(container, folder));
                        source.transferTo(OutputStream.nullOutputStream()); // padding at the end
                    }
                });
        IOException broken = null;
        try (var sink = Channels.newOutputStream(pipe.sink())) {
            Compression.unpack(from).transferTo(sink);
        } catch (IOException cutOff) {
            broken = cutOff;
        }
        join(done);
        if (broken != null) {
            throw broken;
        }
    }

    /** What a container has changed in its root file system. */
    public List<PathChange> changes(String ref) {
        var container = parts.table().find(ref);
        try {
            return Changes.of(
                    parts.paths().upper(container.id),
                    parts.images().layerFolders(container.record.imageId()));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot read changes: " + failure, failure);
        }
    }

    private interface Packing {
        void to(OutputStream out);
    }

    private static void through(Destination to, Packing packing) throws IOException {
        var pipe = Pipe.open();
        var done =
                start(() -> {
                    try (var sink = Channels.newOutputStream(pipe.sink())) {
                        packing.to(sink);
                    }
                });
        try (var source = Channels.newInputStream(pipe.source())) {
            byte[] buffer = new byte[1 << 16];
            int n = source.read(buffer);
            if (n < 0) {
                join(done); // it says why
            }
            try (var out = to.open()) {
                for (; n >= 0; n = source.read(buffer)) {
                    out.write(buffer, 0, n);
                }
                join(done);
            }
        }
    }

    /** The other end of a pipe. */
    private interface OtherEnd {
        void work() throws IOException;
    }

    private static CompletableFuture<Boolean> start(OtherEnd end) {
        var done = new CompletableFuture<Boolean>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        end.work();
                        done.complete(true);
                    } catch (Throwable failure) {
                        done.completeExceptionally(failure);
                    }
                });
        return done;
    }

    private static void join(CompletableFuture<Boolean> done) {
        try {
            done.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof NaruException known) {
                throw known;
            }
            throw new NaruException.HostFailure(
                    "copying: " + failed.getCause(),
                    failed.getCause() == null ? failed : failed.getCause());
        }
    }

    private ContainerFiles files(String ref) {
        var container = parts.table().find(ref);
        CopyPreload.once();
        return ContainerFiles.of(
                ref,
                new ContainerFiles.Entrance() {
                    @Override
                    public <T> T inside(NamespaceWork<T, IOException> work) throws IOException {
                        return withMounts(container, work);
                    }
                });
    }

    private <T> T withMounts(ContainerEntry container, NamespaceWork<T, IOException> work)
            throws IOException {
        var run = container.run();
        if (run.active()) {
            return OtherRoot.call(Path.of("/proc/" + run.pid() + "/root"), work);
        }
        return stopped(container, true, work);
    }

    private <T> T inRoot(ContainerEntry container, NamespaceWork<T, IOException> work)
            throws IOException {
        return container.run().active()
                ? OtherRoot.call(parts.roots().place(container.id), work)
                : stopped(container, false, work);
    }

    private <T> T stopped(
            ContainerEntry container, boolean withMounts, NamespaceWork<T, IOException> work)
            throws IOException {
        container.lock.lock();
        try {
            if (container.run().active()) {
                return withMounts ? withMounts(container, work) : inRoot(container, work);
            }
            var mounts = parts.roots().privately(container.record, withMounts);
            try {
                return OtherRoot.call(mounts, parts.roots().place(container.id), work);
            } finally {
                java.nio.file.Files.deleteIfExists(parts.roots().place(container.id));
            }
        } finally {
            container.lock.unlock();
        }
    }

    /** The mount that a path is in says it, or else the root. */
    private static boolean isWritable(ContainerEntry container, Path path) {
        MountPoint nearest = null;
        for (var mount : container.record.mounts()) {
            boolean holds = path.startsWith(mount.destination());
            if (holds
                    && (nearest == null
                            || mount.destination().length() > nearest.destination().length())) {
                nearest = mount;
            }
        }
        return nearest == null
                ? !container.record.hostConfig().readonlyRootfs()
                : nearest.writable();
    }
}
