package naru.container.archive;

import naru.linux.FileNodes;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes what a container has changed as a layer: overlayfs's marks for what is gone become
 * whiteouts. OCI image specification, "Image Layer Filesystem Changeset"; kernel documentation,
 * overlayfs.
 */
public final class LayerPacker {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final Path upper;
    private final TarArchiveOutputStream tar;
    private final Map<String, String> names = new HashMap<>();

    private LayerPacker(Path upper, OutputStream out) {
        this.upper = upper;
        tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** {@code upper} must not change meanwhile. */
    public static void pack(Path upper, OutputStream out) throws IOException {
        var packer = new LayerPacker(upper, out);
        if (Files.isDirectory(upper)) {
            packer.folder(upper);
        }
        packer.tar.finish();
        packer.tar.flush();
    }

    private void folder(Path folder) throws IOException {
        var entries = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(folder)) {
            found.forEach(entries::add);
        }
        entries.sort(null);
        for (Path entry : entries) {
            if (!Changes.OWN.contains("/" + upper.relativize(entry))) {
                add(entry);
            }
        }
    }

    private void add(Path path) throws IOException {
        var file = FileKind.of(path);
        String name = upper.relativize(path).toString();
        if (file.kind() == FileKind.SOCKET) {
            return;
        }
        if (file.kind() == FileKind.CHARACTER_DEVICE && file.rdev() == 0) {
            int slash = name.lastIndexOf('/') + 1;
            empty(name.substring(0, slash) + WHITEOUT + name.substring(slash));
            return;
        }
        String first =
                !file.isFolder() && file.links() > 1
                        ? names.putIfAbsent(file.device() + ":" + file.inode(), name)
                        : null;
        var entry =
                new TarArchiveEntry(file.isFolder() ? name + "/" : name, type(file, first != null));
        entry.setMode(file.permissions());
        entry.setIds(file.uid(), file.gid());
        entry.setLastModifiedTime(file.modified());
        if (first != null || file.isLink()) {
            entry.setLinkName(first != null ? first : Files.readSymbolicLink(path).toString());
        } else if (file.kind() == FileKind.FILE) {
            entry.setSize(file.size());
        } else if (!file.isFolder()) {
            entry.setDevMajor(file.major());
            entry.setDevMinor(file.minor());
        }
        tar.putArchiveEntry(entry);
        if (entry.getSize() > 0) {
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
        if (file.isFolder()) {
            if (FileNodes.attribute(path, "trusted.overlay.opaque").length > 0) {
                empty(name + "/" + OPAQUE);
            }
            folder(path);
        }
    }

    private void empty(String name) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry(name));
        tar.closeArchiveEntry();
    }

    private static byte type(FileKind file, boolean again) {
        if (again) {
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
}
