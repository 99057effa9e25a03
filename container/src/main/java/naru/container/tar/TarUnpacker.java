package naru.container.tar;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import naru.linux.FileNodes;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * Unpacks one tar into a directory: files, links, device nodes, pipes, with owners, modes, times
 * and extended attributes. Later entries replace existing files. For one thread.
 */
public final class TarUnpacker {
    private static final int DEFAULT_FOLDER_MODE = 0755;

    private final Path folder;
    private final UnpackRules rules;
    private final Deque<FolderTime> folderTimes = new ArrayDeque<>();

    public TarUnpacker(Path folder, UnpackRules rules) {
        this.folder = folder;
        this.rules = rules;
    }

    private record FolderTime(Path folder, FileTime time) {}

    /** Reads a tar to its end; returns the total size of its files in bytes. */
    public long unpack(InputStream tar) throws IOException {
        long size = 0;
        var tap = new AttributeTap(tar);
        var entries = new TarArchiveInputStream(tap, StandardCharsets.UTF_8.name());
        for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            unpack(entry, tap.attributes(), entries);
            size += entry.isFile() ? entry.getSize() : 0;
        }
        for (var touched : folderTimes) { // last, since each new file changes its directory's time
            FileNodes.setTime(touched.folder, touched.time.toInstant());
        }
        return size;
    }

    private void unpack(TarArchiveEntry entry, Map<String, byte[]> attributes, InputStream content)
            throws IOException {
        Path inside = InsideRoot.clean(entry.getName());
        if (inside.toString().isEmpty()) {
            if (rules.describesFolder()) {
                setAttributes(folder, entry, attributes);
            }
            return;
        }
        Path path = rules.place(inside);
        makeFolders(path.resolveSibling(""));
        if (rules.isSign(path)) {
            return;
        }
        makeRoom(path, entry.isDirectory());
        if (entry.isLink()) {
            Files.createLink(path, rules.place(InsideRoot.clean(entry.getLinkName())));
            return; // shares all attributes with its target
        }
        make(entry, path, content);
        setAttributes(path, entry, attributes);
    }

    private static void makeFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            makeFolders(folder.resolveSibling(""));
            Files.createDirectory(folder);
            Files.setAttribute(folder, "unix:mode", DEFAULT_FOLDER_MODE);
        }
    }

    private void makeRoom(Path path, boolean forFolder) throws IOException {
        if (!Files.exists(path, NOFOLLOW_LINKS)) {
            return;
        }
        boolean folderThere = Files.isDirectory(path, NOFOLLOW_LINKS);
        if (!folderThere || !forFolder) {
            rules.checkReplacement(path, folderThere, forFolder);
            FileTree.delete(path);
        }
    }

    private static void make(TarArchiveEntry entry, Path path, InputStream content)
            throws IOException {
        int mode = entry.getMode() & 07777;
        if (entry.isDirectory()) {
            if (!Files.exists(path, NOFOLLOW_LINKS)) {
                Files.createDirectory(path);
            }
        } else if (entry.isSymbolicLink()) {
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

    private void setAttributes(Path path, TarArchiveEntry entry, Map<String, byte[]> attributes)
            throws IOException {
        Files.setAttribute(path, "unix:uid", (int) entry.getLongUserId(), NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", (int) entry.getLongGroupId(), NOFOLLOW_LINKS);
        if (!entry.isSymbolicLink()) { // after chown, which clears set-user-id and capabilities
            Files.setAttribute(path, "unix:mode", entry.getMode() & 07777);
        }
        for (var attribute : attributes.entrySet()) {
            if (!attribute.getKey().startsWith(Whiteouts.OVERLAY)) {
                setAttribute(path, attribute.getKey(), attribute.getValue());
            }
        }
        FileTime time = entry.getLastModifiedTime();
        if (entry.isDirectory()) {
            folderTimes.push(new FolderTime(path, time));
        } else {
            FileNodes.setTime(path, time.toInstant());
        }
    }

    private void setAttribute(Path path, String name, byte[] value) {
        try {
            FileNodes.setAttribute(path, name, value);
        } catch (LinuxException refused) {
            boolean unsupported = refused.is(Errno.EOPNOTSUPP) && rules.attributesMayBeLost();
            if (!unsupported && !refused.is(Errno.EPERM)) { // the same two as in Docker
                throw refused;
            }
        }
    }
}
