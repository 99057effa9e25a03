package naru.linux;

import static naru.linux.syscall.Flags.MNT_DETACH;
import static naru.linux.syscall.Flags.MS_BIND;
import static naru.linux.syscall.Flags.MS_REC;
import static naru.linux.syscall.Flags.MS_SHARED;
import static naru.linux.syscall.Flags.O_CREAT;
import static naru.linux.syscall.Flags.O_EXCL;
import static naru.linux.syscall.Flags.O_RDONLY;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.syscall.Linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that keep network namespaces alive, and the directory they are in. See ip-netns(8). */
final class NetnsFile {
    /** The calling thread's own namespace. {@code /proc/self} would be the main thread's. */
    static final String THIS_THREAD = "/proc/thread-self/ns/net";

    private NetnsFile() {}

    /** The calling thread's own namespace. The caller closes it. */
    static Fd ofThisThread() {
        return new Fd(Linux.open(THIS_THREAD, O_RDONLY, 0));
    }

    static void prepareDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        String name = directory.toString();
        try {
            Linux.mount("", name, "none", MS_SHARED | MS_REC, "");
        } catch (LinuxException failure) {
            if (!failure.is(Errno.EINVAL)) { // EINVAL: not a separate mount yet
                throw failure;
            }
            Linux.mount(name, name, "none", MS_BIND | MS_REC, "");
            Linux.mount("", name, "none", MS_SHARED | MS_REC, "");
        }
    }

    /** Creates {@code file}, which must not exist, and binds a namespace to it, or does neither. */
    static void bind(String namespace, String file) {
        new Fd(Linux.open(file, O_RDONLY | O_CREAT | O_EXCL, 0444)).close();
        try {
            Linux.mount(namespace, file, "", MS_BIND, "");
        } catch (LinuxException failure) {
            delete(file);
            throw failure;
        }
    }

    /**
     * Unmounts and removes a file. A file that is not mounted or does not exist is not an error.
     */
    static void delete(String file) {
        try {
            Linux.umount(file, MNT_DETACH);
        } catch (LinuxException failure) {
            if (!failure.is(Errno.EINVAL) && !failure.is(Errno.ENOENT)) {
                throw failure;
            }
        }
        try {
            Linux.unlink(file);
        } catch (LinuxException failure) {
            if (!failure.is(Errno.ENOENT)) {
                throw failure;
            }
        }
    }
}
