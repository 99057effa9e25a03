package naru.linux;

import static naru.linux.syscall.Flags.CLONE_NEWNS;
import static naru.linux.syscall.Flags.MS_REC;
import static naru.linux.syscall.Flags.MS_SLAVE;

import naru.linux.syscall.Linux;

import java.nio.file.Path;

/**
 * Runs tasks with another root directory, on a thread for which that directory is {@code /}: the
 * kernel resolves symbolic links within it, even if other processes change the files meanwhile. See
 * chroot(2).
 *
 * <p>Such a task may use java.nio.file. It must not wake a virtual thread, start a thread, look up
 * the name of a user or load a class from a library that is not in use yet.
 */
public final class OtherRoot {
    private OtherRoot() {}

    /** Runs a task with {@code root} as {@code /}. */
    public static <T, X extends Exception> T call(Path root, NamespaceWork<T, X> work) throws X {
        return NamespaceThread.runAndEnd(() -> {
            Linux.chroot(root.toString());
            return work.run();
        });
    }

    /**
     * The same after {@code mounts} has created mounts that are private to the task and end with
     * it.
     */
    public static <T, X extends Exception> T call(
            Runnable mounts, Path root, NamespaceWork<T, X> work) throws X {
        return NamespaceThread.runAndEnd(() -> {
            Linux.unshare(CLONE_NEWNS);
            Linux.mount("", "/", "", MS_SLAVE | MS_REC, "");
            mounts.run();
            Linux.chroot(root.toString());
            return work.run();
        });
    }
}
