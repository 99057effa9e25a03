package naru.linux;

import naru.linux.syscall.Linux;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Files that java.nio.file cannot create: device nodes and named pipes; also extended attributes
 * and the times of symbolic links.
 */
public final class FileNodes {
    public static final int S_IFIFO = 0010000; // linux/stat.h
    public static final int S_IFCHR = 0020000;
    public static final int S_IFBLK = 0060000;

    private FileNodes() {}

    /**
     * Creates a node. {@code mode} is one of S_IF* with the permissions. See mknod(2), makedev(3).
     */
    public static void make(Path path, int mode, int major, int minor) {
        Linux.mknod(path.toString(), mode, device(major, minor));
    }

    /** Sets an extended attribute, of a symbolic link itself too. See lsetxattr(2). */
    public static void setAttribute(Path path, String name, byte[] value) {
        Linux.lsetxattr(path.toString(), name, value);
    }

    /** An extended attribute; empty if there is none. See lgetxattr(2). */
    public static byte[] attribute(Path path, String name) {
        return Linux.lgetxattr(path.toString(), name);
    }

    /** Sets the times of last access and modification, also of a symbolic link itself. */
    public static void setTime(Path path, Instant time) {
        Linux.utimensat(path.toString(), time.getEpochSecond(), time.getNano());
    }

    /** {@code new_encode_dev} of linux/kdev_t.h. */
    private static int device(int major, int minor) {
        return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
    }
}
