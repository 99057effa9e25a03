package naru.linux;

import static naru.linux.syscall.Flags.CLONE_NEWNS;
import static naru.linux.syscall.Flags.MNT_DETACH;
import static naru.linux.syscall.Flags.MS_REC;
import static naru.linux.syscall.Flags.MS_SLAVE;

import naru.linux.syscall.Linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Starts processes whose surroundings differ from this process's own. */
public final class Processes {
    /** One thread that was started at home, and waits. */
    private static final ThreadPoolExecutor HOME = home();

    private Processes() {}

    private static ThreadPoolExecutor home() {
        var one =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            var thread = new Thread(task, "process ends");
                            thread.setDaemon(true);
                            return thread;
                        });
        one.prestartAllCoreThreads();
        return one;
    }

    /**
     * Starts a virtual thread when a process of ours has ended. Java itself would run {@code
     * action} on a thread that {@link #spawn} may have started inside another mount namespace, and
     * so would be every thread that is started from there.
     */
    public static void whenEnded(Process process, Runnable action) {
        process.onExit().thenRunAsync(() -> Thread.startVirtualThread(action), HOME);
    }

    /**
     * Starts a process in a mount namespace of its own in which {@code hidden} are unmounted. Its
     * own mounts stay inside. It begins with a copy of all of ours, and an unmount of ours reaches
     * that copy only where the mount is a shared one: keep what has to go away below a shared
     * mount.
     */
    public static Process spawn(ProcessBuilder builder, List<Path> hidden) throws IOException {
        return NamespaceThread.<Process, IOException>runAndEnd(() -> {
            // The thread ends with this; the mount namespace lives on in the child.
            Linux.unshare(CLONE_NEWNS);
            Linux.mount("", "/", "", MS_SLAVE | MS_REC, "");
            for (Path mount : hidden) {
                Linux.umount(mount.toString(), MNT_DETACH);
            }
            return builder.start();
        });
    }
}
