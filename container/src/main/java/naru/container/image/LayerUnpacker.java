package naru.container.image;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import naru.linux.FileNodes;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Unpacks one layer into a folder that overlayfs takes as a lower one. Whiteouts become what
 * overlayfs reads: a character device 0/0 for a file that is gone, and {@code
 * trusted.overlay.opaque} on a folder whose lower part is. Nothing is written outside the folder,
 * whatever the names and links in the layer say. OCI image specification, "Image Layer Filesystem
 * Changeset".
 */
final class LayerUnpacker {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";
    private static final String XATTR = "SCHILY.xattr.";
    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);
    private static final int DEFAULT_FOLDER_MODE = 0755;

    private final Path root;
    private final Deque<FolderTime> folderTimes = new ArrayDeque<>();

    LayerUnpacker(Path root) {
        this.root = root;
    }

    private record FolderTime(Path folder, FileTime time) {}

    /** Reads a tar to its end; returns the sizes of its files together, in bytes. */
    long unpack(InputStream tar) throws IOException {
        long size = 0;
        var entries = new TarArchiveInputStream(tar, StandardCharsets.UTF_8.name());
        for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            unpack(entry, entries);
            size += entry.isFile() ? entry.getSize() : 0;
        }
        for (var folder : folderTimes) { // last, since each new file touches its folder
            setTime(folder.folder, folder.time);
        }
        return size;
    }

    private void unpack(TarArchiveEntry entry, InputStream content) throws IOException {
        Path inside = InsideRoot.clean(entry.getName());
        if (inside.toString().isEmpty()) {
            setAttributes(root, entry);
            return;
        }
        Path parent = InsideRoot.resolve(root, inside.getParent());
        makeFolders(parent);
        String name = inside.getFileName().toString();
        if (name.equals(OPAQUE)) {
            FileNodes.setAttribute(parent, "trusted.overlay.opaque", YES);
        } else if (name.startsWith(WHITEOUT)) {
            Path gone = parent.resolve(name.substring(WHITEOUT.length()));
            replace(gone);
            FileNodes.make(gone, FileNodes.S_IFCHR, 0, 0);
        } else {
            make(entry, parent.resolve(name), content);
        }
    }

    private void make(TarArchiveEntry entry, Path path, InputStream content) throws IOException {
        if (entry.isDirectory()) {
            if (!Files.isDirectory(path, NOFOLLOW_LINKS)) {
                replace(path);
                Files.createDirectory(path);
            }
        } else {
            replace(path);
            if (entry.isLink()) {
                Files.createLink(
                        path, InsideRoot.resolve(root, InsideRoot.clean(entry.getLinkName())));
                return; // shares everything with what it links to
            }
            makeFile(entry, path, content);
        }
        setAttributes(path, entry);
    }

    private static void makeFile(TarArchiveEntry entry, Path path, InputStream content)
            throws IOException {
        int mode = entry.getMode() & 07777;
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFIFO()) {
            FileNodes.make(path, FileNodes.S_IFIFO | mode, 0, 0);
        } else if (entry.isCharacterDevice() || entry.isBlockDevice()) {
            int kind = entry.isBlockDevice() ? FileNodes.S_IFBLK : FileNodes.S_IFCHR;
            FileNodes.make(path, kind | mode, entry.getDevMajor(), entry.getDevMinor());
        } else {
            Files.copy(content, path, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void setAttributes(Path path, TarArchiveEntry entry) throws IOException {
        Files.setAttribute(path, "unix:uid", (int) entry.getLongUserId(), NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", (int) entry.getLongGroupId(), NOFOLLOW_LINKS);
        if (!entry.isSymbolicLink()) { // after chown, which clears set-user-id
            Files.setAttribute(path, "unix:mode", entry.getMode() & 07777);
        }
        for (Map.Entry<String, String> header : entry.getExtraPaxHeaders().entrySet()) {
            if (header.getKey().startsWith(XATTR)) {
                byte[] value = header.getValue().getBytes(StandardCharsets.UTF_8);
                FileNodes.setAttribute(path, header.getKey().substring(XATTR.length()), value);
            }
        }
        FileTime time = entry.getLastModifiedTime();
        if (entry.isDirectory()) {
            folderTimes.push(new FolderTime(path, time));
        } else {
            setTime(path, time);
        }
    }

    private static void setTime(Path path, FileTime time) throws IOException {
        if (!Files.isSymbolicLink(path)) { // Java cannot set the time of a link itself
            Files.getFileAttributeView(path, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                    .setTimes(time, time, null);
        }
    }

    /** Makes room: a later entry of a layer takes the place of an earlier one. */
    private static void replace(Path path) throws IOException {
        if (Files.exists(path, NOFOLLOW_LINKS)) {
            FileTree.delete(path);
        }
    }

    private void makeFolders(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (parent != null && !Files.isDirectory(folder, NOFOLLOW_LINKS)) {
            makeFolders(parent);
            Files.createDirectory(folder);
            Files.setAttribute(folder, "unix:mode", DEFAULT_FOLDER_MODE);
        }
    }
}
