package naru.linux;

import static naru.linux.syscall.Flags.CLONE_NEWNS;
import static naru.linux.syscall.Flags.MNT_DETACH;
import static naru.linux.syscall.Flags.MS_REC;
import static naru.linux.syscall.Flags.MS_SLAVE;

import naru.linux.syscall.Linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts processes whose surroundings differ from this process's own. */
public final class Processes {
    private Processes() {}

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
