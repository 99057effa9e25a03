package naru.linux;

import static naru.linux.syscall.Flags.CLONE_NEWNS;
import static naru.linux.syscall.Flags.MS_REC;
import static naru.linux.syscall.Flags.MS_SLAVE;

import naru.linux.syscall.Linux;

import java.nio.file.Path;

/**
 * Work with the files below another root folder, on a thread for which that folder is {@code /}:
 * the kernel follows symbolic links there and never beyond it, whatever somebody else does to the
 * files meanwhile. See chroot(2).
 *
 * <p>Such work may use java.nio.file. It may not wake a virtual thread, start a thread, look up the
 * name of a user or load a class from a library that is not in use yet.
 */
public final class OtherRoot {
    private OtherRoot() {}

    /** Does work with {@code root} as {@code /}. */
    public static <T, X extends Exception> T call(Path root, Netns.Inside<T, X> work) throws X {
        return NamespaceThread.runAndEnd(() -> {
            Linux.chroot(root.toString());
            return work.run();
        });
    }

    /**
     * The same after {@code mounts} has made mounts that nobody else sees and that go with the
     * work.
     */
    public static <T, X extends Exception> T call(
            Runnable mounts, Path root, Netns.Inside<T, X> work) throws X {
        return NamespaceThread.runAndEnd(() -> {
            Linux.unshare(CLONE_NEWNS);
            Linux.mount("", "/", "", MS_SLAVE | MS_REC, "");
            mounts.run();
            Linux.chroot(root.toString());
            return work.run();
        });
    }
}
