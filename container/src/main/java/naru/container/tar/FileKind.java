package naru.container.tar;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;

/**
 * The result of lstat(2). Uses numeric owners only: looking up a name would load code from the
 * thread's root.
 *
 * @param mode type and permissions, linux/stat.h
 * @param size in bytes
 * @param links number of hard links
 * @param inode identifies the file together with {@code device}
 * @param rdev the device number of a device node
 */
public record FileKind(
        int mode,
        int uid,
        int gid,
        long size,
        int links,
        long device,
        long inode,
        long rdev,
        FileTime modified) {
    private static final String WANTED =
            "unix:mode,uid,gid,size,nlink,dev,ino,rdev,lastModifiedTime";

    public static final int FOLDER = 0040000; // linux/stat.h, S_IF*
    public static final int FILE = 0100000;
    public static final int LINK = 0120000;
    static final int PIPE = 0010000;
    public static final int CHARACTER_DEVICE = 0020000;
    static final int BLOCK_DEVICE = 0060000;
    static final int SOCKET = 0140000;

    /** Does not follow symbolic links. */
    public static FileKind of(Path path) throws IOException {
        Map<String, Object> found = Files.readAttributes(path, WANTED, NOFOLLOW_LINKS);
        return new FileKind(
                (Integer) get(found, "mode"),
                (Integer) get(found, "uid"),
                (Integer) get(found, "gid"),
                (Long) get(found, "size"),
                (Integer) get(found, "nlink"),
                (Long) get(found, "dev"),
                (Long) get(found, "ino"),
                (Long) get(found, "rdev"),
                (FileTime) get(found, "lastModifiedTime"));
    }

    private static Object get(Map<String, Object> found, String name) {
        return Objects.requireNonNull(found.get(name));
    }

    public int kind() {
        return mode & 0170000;
    }

    public boolean isFolder() {
        return kind() == FOLDER;
    }

    public boolean isLink() {
        return kind() == LINK;
    }

    int permissions() {
        return mode & 07777;
    }

    int major() {
        return (int) ((rdev >>> 8) & 0xfff); // makedev(3), as glibc encodes it
    }

    int minor() {
        return (int) ((rdev & 0xff) | ((rdev >>> 12) & 0xfff00));
    }

    /** {@code fs.FileMode} of Go. */
    public long goMode() {
        long kind =
                switch (kind()) {
                    case FOLDER -> 1L << 31;
                    case LINK -> 1L << 27;
                    case BLOCK_DEVICE -> 1L << 26;
                    case PIPE -> 1L << 25;
                    case SOCKET -> 1L << 24;
                    case CHARACTER_DEVICE -> 1L << 26 | 1L << 21;
                    default -> 0;
                };
        long special =
                ((mode & 04000) == 0 ? 0 : 1L << 23)
                        | ((mode & 02000) == 0 ? 0 : 1L << 22)
                        | ((mode & 01000) == 0 ? 0 : 1L << 20);
        return kind | special | mode & 0777;
    }
}
