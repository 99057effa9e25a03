package naru.container.archive;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes files and folders to a tar, each once: a further name of a file is a link. One thread. */
final class TarPacker {
    /** No files but the kernel's own; packed only when they are asked for by name. */
    private static final Set<String> KERNELS_OWN = Set.of("/dev", "/proc", "/sys");

    private final TarArchiveOutputStream tar;
    private final Map<FileId, String> names = new HashMap<>();
    private final byte[] buffer = new byte[1 << 16];

    TarPacker(OutputStream out) {
        tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    private record FileId(long device, long inode) {}

    /** Adds what is at {@code path}, a folder with all that is in it, under another name. */
    void pack(Path path, String name) throws IOException {
        FileKind file;
        try {
            file = FileKind.of(path);
        } catch (NoSuchFileException gone) {
            return; // somebody has just removed it
        }
        if (file.kind() == FileKind.SOCKET) {
            return;
        }
        if (!name.isEmpty()) {
            add(path, name, file);
        }
        if (file.isFolder()) {
            String folder = name.isEmpty() || name.endsWith("/") ? name : name + "/";
            for (Path entry : entries(path)) {
                if (!KERNELS_OWN.contains(entry.toString())) {
                    pack(entry, folder + entry.getFileName());
                }
            }
        }
    }

    private static List<Path> entries(Path folder) throws IOException {
        var entries = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(folder)) {
            found.forEach(entries::add);
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        } catch (NoSuchFileException gone) {
            return List.of();
        }
        entries.sort(null);
        return entries;
    }

    private void add(Path path, String name, FileKind file) throws IOException {
        boolean shared = !file.isFolder() && file.links() > 1;
        String first =
                shared ? names.putIfAbsent(new FileId(file.device(), file.inode()), name) : null;
        var entry = new TarArchiveEntry(shown(name, file), type(file, first));
        entry.setMode(file.permissions());
        entry.setIds(file.uid(), file.gid());
        entry.setLastModifiedTime(file.modified());
        if (first != null) {
            entry.setLinkName(first);
        } else if (file.isLink()) {
            entry.setLinkName(Files.readSymbolicLink(path).toString());
        } else if (file.kind() == FileKind.CHARACTER_DEVICE
                || file.kind() == FileKind.BLOCK_DEVICE) {
            entry.setDevMajor(file.major());
            entry.setDevMinor(file.minor());
        }
        if (first == null && file.kind() == FileKind.FILE) {
            content(path, entry, file.size());
        } else {
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
    }

    private static String shown(String name, FileKind file) {
        return file.isFolder() && !name.endsWith("/") ? name + "/" : name;
    }

    private static byte type(FileKind file, @org.jspecify.annotations.Nullable String first) {
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

    /** Exactly as many bytes as the entry says, though the file may grow or shrink meanwhile. */
    private void content(Path path, TarArchiveEntry entry, long size) throws IOException {
        try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            entry.setSize(size);
            tar.putArchiveEntry(entry);
            long left = size;
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    n = (int) Math.min(buffer.length, left);
                    Arrays.fill(buffer, 0, n, (byte) 0);
                }
                tar.write(buffer, 0, n);
                left -= n;
            }
            tar.closeArchiveEntry();
        } catch (NoSuchFileException gone) {
            // removed since we looked
        }
    }

    /** Ends the archive; the stream below stays open. */
    void finish() throws IOException {
        tar.finish();
        tar.flush();
    }
}
