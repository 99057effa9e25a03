package naru.linux;

import static naru.linux.syscall.Flags.MNT_DETACH;
import static naru.linux.syscall.Flags.MS_BIND;
import static naru.linux.syscall.Flags.MS_NODEV;
import static naru.linux.syscall.Flags.MS_NOSUID;
import static naru.linux.syscall.Flags.MS_PRIVATE;
import static naru.linux.syscall.Flags.MS_RDONLY;
import static naru.linux.syscall.Flags.MS_REC;
import static naru.linux.syscall.Flags.MS_REMOUNT;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.syscall.Linux;

import java.nio.file.Path;
import java.util.List;

/** Mounts and unmounts in the mount namespace of this process. See mount(2). */
public final class Mounts {
    private final Kernel kernel;

    public Mounts(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Any mount. An empty string stands for none; {@code flags} are MS_*, linux/mount.h. */
    public void mount(String source, Path target, String type, long flags, String data) {
        kernel.reach("mount", target.toString());
        Linux.mount(source, target.toString(), type, flags, data);
    }

    /**
     * An overlay of {@code lower} layers, topmost first, with changes going to {@code upper}.
     *
     * @param options further options, such as {@code volatile}
     */
    public void overlay(List<Path> lower, Path upper, Path work, Path target, String... options) {
        var data = new StringBuilder("lowerdir=");
        for (int i = 0; i < lower.size(); i++) {
            data.append(i == 0 ? "" : ":").append(overlayPath(lower.get(i)));
        }
        data.append(",upperdir=").append(overlayPath(upper));
        data.append(",workdir=").append(overlayPath(work));
        for (String option : options) {
            data.append(',').append(option);
        }
        mount("overlay", target, "overlay", 0, data.toString());
    }

    /** Binds {@code source} to {@code target}, with the mounts below it. */
    public void bind(Path source, Path target) {
        mount(source.toString(), target, "", MS_BIND | MS_REC, "");
    }

    /** Binds {@code source} to {@code target}, without the mounts below it. */
    public void bindAlone(Path source, Path target) {
        mount(source.toString(), target, "", MS_BIND, "");
    }

    /** Makes a bind mount read-only. Mounts below it are not changed. */
    public void remountReadOnly(Path target) {
        remountBind(target, MS_RDONLY);
    }

    /** Sets flags of a bind mount, MS_*, which the kernel ignores when the mount is created. */
    public void remountBind(Path target, long flags) {
        mount("", target, "", MS_BIND | MS_REMOUNT | flags, "");
    }

    /** Stops propagation of mounts below {@code target} to and from other mount namespaces. */
    public void makePrivate(Path target) {
        mount("", target, "", MS_PRIVATE | MS_REC, "");
    }

    /** A tmpfs of at most {@code bytes}, without devices and set-user-id programs. */
    public void tmpfs(Path target, long bytes, String mode) {
        mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, "size=" + bytes + ",mode=" + mode);
    }

    /**
     * Detaches a mount at once, even if it is in use; a target that is not mounted is not an error.
     */
    public void unmount(Path target) {
        kernel.reach("umount", target.toString());
        try {
            Linux.umount(target.toString(), MNT_DETACH);
        } catch (LinuxException failure) {
            if (!failure.is(Errno.EINVAL) && !failure.is(Errno.ENOENT)) {
                throw failure;
            }
        }
    }

    /** Overlay interprets these three characters unless a backslash precedes them. */
    private static String overlayPath(Path path) {
        return path.toString().replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,");
    }
}
