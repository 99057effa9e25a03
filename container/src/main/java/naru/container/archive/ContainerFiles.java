package naru.container.archive;

import naru.container.model.PathStat;
import naru.container.tar.FileKind;
import naru.container.tar.TarPacker;
import naru.container.tar.TarUnpacker;
import naru.linux.NamespaceWork;
import naru.network.model.NaruException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files of one container, by paths as its processes see them. The way to a path may lead over
 * symbolic links; one at its end is taken as it is, unless the path ends with {@code /} or {@code
 * /.}.
 */
public final class ContainerFiles {
    /** No files but the kernel's own; packed only when they are asked for by name. */
    private static final Set<String> KERNELS_OWN = Set.of("/dev", "/proc", "/sys");

    private final String container; // as the caller names it
    private final Entrance entrance;

    /** How one comes to do work for which the container's root is {@code /}. */
    public interface Entrance {
        <T> T inside(NamespaceWork<T, IOException> work) throws IOException;
    }

    ContainerFiles(String container, Entrance entrance) {
        this.container = container;
        this.entrance = entrance;
    }

    public static ContainerFiles of(String container, Entrance entrance) {
        return new ContainerFiles(container, entrance);
    }

    /**
     * @throws NaruException.NotFound when there is nothing at {@code path}
     */
    public PathStat stat(String path) {
        return inside(
                path,
                () -> {
                    Path file = located(path);
                    var found = FileKind.of(file);
                    String target = found.isLink() ? target(file) : "";
                    return new PathStat(
                            baseName(path),
                            found.size(),
                            found.goMode(),
                            found.modified().toInstant().toString(),
                            target);
                });
    }

    private static boolean isKernelsOwn(Path path) {
        return KERNELS_OWN.contains(path.toString());
    }

    /** Where a link leads to at last; as far as that is there. */
    private static String target(Path link) throws IOException {
        Path at = link;
        try {
            return link.toRealPath().toString();
        } catch (NoSuchFileException dangling) {
            Path next = Files.readSymbolicLink(at);
            return Path.of("/")
                    .resolve(Objects.requireNonNull(at.getParent()).resolve(next))
                    .normalize()
                    .toString();
        }
    }

    /** Writes a tar of what is at {@code path}; its names begin with the last one of the path. */
    public void pack(String path, OutputStream out) {
        inside(
                path,
                () -> {
                    Path file = located(path);
                    var packer = TarPacker.ofFiles(out, ContainerFiles::isKernelsOwn);
                    packer.pack(file, baseName(path));
                    packer.finish();
                    return true;
                });
    }

    /** Writes a tar of everything. */
    public void packAll(OutputStream out) {
        inside(
                "/",
                () -> {
                    var packer = TarPacker.ofFiles(out, ContainerFiles::isKernelsOwn);
                    packer.pack(Path.of("/"), "");
                    packer.finish();
                    return true;
                });
    }

    /**
     * Unpacks a tar into the folder at {@code path}.
     *
     * @param keepKinds a folder is not replaced by something else, nor something by a folder
     * @param writable whether a real path may be written to
     */
    public void extract(String path, InputStream tar, boolean keepKinds, Predicate<Path> writable) {
        inside(
                path,
                () -> {
                    Path folder = Path.of(path.startsWith("/") ? path : "/" + path).toRealPath();
                    if (!Files.isDirectory(folder)) {
                        throw new NaruException.Invalid("extraction point is not a directory");
                    }
                    if (!writable.test(folder)) {
                        throw new NaruException.Invalid("container rootfs is marked read-only");
                    }
                    new TarUnpacker(folder, new CopyRules(folder, keepKinds)).unpack(tar);
                    return true;
                });
    }

    private <T> T inside(String path, NamespaceWork<T, IOException> work) {
        try {
            return entrance.inside(work);
        } catch (NoSuchFileException none) {
            throw new NaruException.NotFound(
                    "Could not find the file " + path + " in container " + container);
        } catch (NotDirectoryException wrong) {
            throw new NaruException.Invalid("not a directory: " + path);
        } catch (FileSystemException failure) {
            throw new NaruException.HostFailure(
                    failure.getFile() + ": " + failure.getReason(), failure);
        } catch (IOException failure) {
            throw new NaruException.HostFailure(String.valueOf(failure.getMessage()), failure);
        }
    }

    /** The file itself, its folder resolved. */
    private static Path located(String path) throws IOException {
        Path whole = Path.of("/" + path);
        if (endsInside(path)) {
            Path folder = whole.toRealPath();
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(path);
            }
            return folder;
        }
        Path clean = whole.normalize();
        Path parent = clean.getParent();
        return parent == null ? clean : parent.toRealPath().resolve(clean.getFileName());
    }

    private static boolean endsInside(String path) {
        return path.endsWith("/") || path.endsWith("/.") || path.equals(".");
    }

    /** The last name of a path as Go's {@code filepath.Base} has it. */
    static String baseName(String path) {
        String text = path.replaceAll("/+$", "");
        return text.isEmpty() ? "/" : text.substring(text.lastIndexOf('/') + 1);
    }
}
