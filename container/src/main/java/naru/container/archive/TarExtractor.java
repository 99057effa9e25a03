package naru.container.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import naru.container.image.FileTree;
import naru.linux.FileNodes;
import naru.network.model.NaruException;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Unpacks a tar into a folder of a container. Names and links of the archive lead nowhere out of
 * that container, since its root is the thread's. Files that are there are replaced.
 */
final class TarExtractor {
    private final Path folder;
    private final boolean keepKinds;
    private final Deque<FolderTime> folderTimes = new ArrayDeque<>();

    /** {@code keepKinds}: a folder is not replaced by something else, nor something by a folder. */
    TarExtractor(Path folder, boolean keepKinds) {
        this.folder = folder;
        this.keepKinds = keepKinds;
    }

    private record FolderTime(Path folder, FileTime time) {}

    void extract(InputStream tar) throws IOException {
        var entries = new TarArchiveInputStream(tar, StandardCharsets.UTF_8.name());
        for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            extract(entry, entries);
        }
        for (var touched : folderTimes) { // last, since each new file touches its folder
            setTime(touched.folder, touched.time);
        }
    }

    private void extract(TarArchiveEntry entry, InputStream content) throws IOException {
        Path path = place(entry.getName());
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        makeRoom(path, entry.isDirectory());
        if (entry.isDirectory()) {
            if (!Files.exists(path, NOFOLLOW_LINKS)) {
                Files.createDirectory(path);
            }
        } else if (entry.isLink()) {
            Files.createLink(path, place(entry.getLinkName()));
            return; // shares everything with what it links to
        } else {
            make(entry, path, content);
        }
        setAttributes(path, entry);
    }

    /** Where an entry goes: {@code ..} leads no further up than the folder. */
    private Path place(String name) {
        return folder.resolve(Path.of("/").relativize(Path.of("/" + name).normalize())).normalize();
    }

    private void makeRoom(Path path, boolean forFolder) throws IOException {
        if (!Files.exists(path, NOFOLLOW_LINKS)) {
            return;
        }
        boolean folderThere = Files.isDirectory(path, NOFOLLOW_LINKS);
        if (folderThere && forFolder) {
            return;
        }
        if (keepKinds && folderThere) {
            throw new NaruException.Invalid(
                    "cannot overwrite directory \""
                            + path
                            + "\" with non-directory \""
                            + folder
                            + "\"");
        }
        if (keepKinds && forFolder) {
            throw new NaruException.Invalid(
                    "cannot overwrite non-directory \""
                            + path
                            + "\" with directory \""
                            + folder
                            + "\"");
        }
        FileTree.delete(path);
    }

    private static void make(TarArchiveEntry entry, Path path, InputStream content)
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
            Files.copy(content, path);
        }
    }

    private void setAttributes(Path path, TarArchiveEntry entry) throws IOException {
        Files.setAttribute(path, "unix:uid", (int) entry.getLongUserId(), NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", (int) entry.getLongGroupId(), NOFOLLOW_LINKS);
        if (entry.isSymbolicLink()) {
            return; // has no mode, and Java cannot set its time
        }
        Files.setAttribute(path, "unix:mode", entry.getMode() & 07777); // after chown clears s-bits
        if (entry.isDirectory()) {
            folderTimes.push(new FolderTime(path, entry.getLastModifiedTime()));
        } else {
            setTime(path, entry.getLastModifiedTime());
        }
    }

    private static void setTime(Path path, FileTime time) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, NOFOLLOW_LINKS)
                .setTimes(time, null, null);
    }
}
