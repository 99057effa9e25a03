package naru.container.tar;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Writes files and directories to a tar, each once: further names of a file become links. For one
 * thread.
 */
public final class TarPacker {
    private final TarWriter tar;
    private final Predicate<Path> leftOut;
    private final boolean layer;
    private final Map<FileId, String> names = new HashMap<>();
    private final byte[] buffer = new byte[1 << 16];

    private TarPacker(OutputStream out, Predicate<Path> leftOut, boolean layer) {
        this.tar = new TarWriter(out);
        this.leftOut = leftOut;
        this.layer = layer;
    }

    /** For files from the view of a process. */
    public static TarPacker ofFiles(OutputStream out, Predicate<Path> leftOut) {
        return new TarPacker(out, leftOut, false);
    }

    /** For a layer of overlayfs, whose deletion marks become whiteouts. */
    public static TarPacker ofLayer(OutputStream out, Predicate<Path> leftOut) {
        return new TarPacker(out, leftOut, true);
    }

    private record FileId(long device, long inode) {}

    /**
     * Adds the file or directory tree at {@code path} under another name; an empty name is the
     * archive's root.
     */
    public void pack(Path path, String name) throws IOException {
        FileKind file;
        try {
            file = FileKind.of(path);
        } catch (NoSuchFileException ignored) {
            return; // it was removed meanwhile
        }
        if (file.kind() == FileKind.SOCKET) {
            return;
        }
        if (layer && Whiteouts.isWhiteout(file)) {
            sign(Whiteouts.ofFile(name), file);
            return;
        }
        if (!name.isEmpty()) {
            add(path, name, file);
        }
        if (file.isFolder()) {
            if (layer && !name.isEmpty() && Whiteouts.isOpaque(path)) {
                sign(Whiteouts.ofFolder(name), file);
            }
            String folder = name.isEmpty() || name.endsWith("/") ? name : name + "/";
            for (Path entry : entries(path)) {
                if (!leftOut.test(entry)) {
                    pack(entry, folder + entry.getFileName());
                }
            }
        }
    }

    private void sign(String name, FileKind file) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setLastModifiedTime(seconds(file));
        tar.put(entry, Map.of());
    }

    private static List<Path> entries(Path folder) throws IOException {
        var entries = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(folder)) {
            found.forEach(entries::add);
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        } catch (NoSuchFileException ignored) {
            return List.of();
        }
        entries.sort(null);
        return entries;
    }

    private void add(Path path, String name, FileKind file) throws IOException {
        boolean shared = !file.isFolder() && file.links() > 1;
        String first =
                shared ? names.putIfAbsent(new FileId(file.device(), file.inode()), name) : null;
        var entry = new TarArchiveEntry(shown(name, file), type(file, first), true);
        entry.setMode(file.permissions());
        entry.setIds(file.uid(), file.gid());
        entry.setLastModifiedTime(seconds(file));
        if (first != null) {
            entry.setLinkName(first);
            tar.put(entry, Map.of());
            return;
        }
        switch (file.kind()) {
            case FileKind.FILE -> content(path, entry, file.size());
            case FileKind.LINK -> {
                entry.setLinkName(Files.readSymbolicLink(path).toString());
                tar.put(entry, Map.of());
            }
            case FileKind.CHARACTER_DEVICE, FileKind.BLOCK_DEVICE -> {
                entry.setDevMajor(file.major());
                entry.setDevMinor(file.minor());
                tar.put(entry, Map.of());
            }
            default -> tar.put(entry, Map.of());
        }
    }

    private static String shown(String name, FileKind file) {
        return file.isFolder() && !name.endsWith("/") ? name + "/" : name;
    }

    /** Fractions of seconds would require an extended header for every file. */
    private static FileTime seconds(FileKind file) {
        return FileTime.from(file.modified().toInstant().truncatedTo(ChronoUnit.SECONDS));
    }

    private static byte type(FileKind file, @Nullable String first) {
        if (first != null) {
            return TarConstants.LF_LINK;
        }
        return switch (file.kind()) {
            case FileKind.FOLDER -> TarConstants.LF_DIR;
            case FileKind.LINK -> TarConstants.LF_SYMLINK;
            case FileKind.PIPE -> TarConstants.LF_FIFO;
            case FileKind.CHARACTER_DEVICE -> TarConstants.LF_CHR;
            case FileKind.BLOCK_DEVICE -> TarConstants.LF_BLK;
            default -> TarConstants.LF_NORMAL;
        };
    }

    private static Map<String, byte[]> attributes(Path file) {
        byte[] capability = FileCapability.of(file);
        return capability.length == 0 ? Map.of() : Map.of(FileCapability.NAME, capability);
    }

    /** Writes exactly the entry's size, even if the file grows or shrinks meanwhile. */
    private void content(Path path, TarArchiveEntry entry, long size) throws IOException {
        try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            entry.setSize(size);
            tar.put(entry, attributes(path));
            long left = size;
            while (left > 0) {
                int wanted = (int) Math.min(buffer.length, left);
                int n = read(in, wanted);
                tar.write(buffer, n);
                left -= n;
            }
        } catch (NoSuchFileException ignored) {
            // removed meanwhile
        }
    }

    /** Pads with zeros. */
    private int read(InputStream in, int wanted) throws IOException {
        int n = in.read(buffer, 0, wanted);
        if (n < 0) {
            Arrays.fill(buffer, 0, wanted, (byte) 0);
            return wanted;
        }
        return n;
    }

    /** Ends the archive; the underlying stream remains open. */
    public void finish() throws IOException {
        tar.finish();
    }
}
