package naru.linux;

import naru.linux.error.LinuxException;
import naru.linux.syscall.Linux;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Sysctls for setting up many network namespaces in sequence. For any thread.
 *
 * <p>In /proc/sys/net each namespace has its own {@code ipv4} and {@code ipv6} under the same name,
 * and the kernel compares them one after the other (proc_sys_compare, fs/proc/proc_sysctl.c of
 * Linux 6.18): with a thousand namespaces, 0.7 ms for a single sysctl. A new mount of proc has no
 * such list yet.
 */
public final class FreshSysctls implements AutoCloseable {
    private static final int USES =
            64; // a new mount takes as long as some ten lookups in a list of 64

    private @Nullable Fd mount;
    private int uses;
    private boolean refused;

    /** Creates the mount on first use. */
    public FreshSysctls() {}

    /** Sets sysctls of the calling thread's namespace, as {@link Sysctl#write} does. */
    public void write(Kernel kernel, Map<String, String> values) {
        try (var fresh = mount()) {
            var root = fresh == null ? Sysctl.ROOT : "/proc/self/fd/" + fresh.number() + "/sys";
            values.forEach((name, value) -> Sysctl.write(kernel, root, name, value));
        }
    }

    /** A descriptor, which the caller closes; null if the mount cannot be created. */
    private synchronized @Nullable Fd mount() {
        if (refused) {
            return null;
        }
        if (mount == null || uses >= USES) {
            renew();
        }
        uses++;
        return mount == null ? null : new Fd(Linux.duplicate(mount.number(), 0));
    }

    private void renew() {
        close();
        uses = 0;
        try {
            mount = new Fd(Linux.mountNowhere("proc"));
        } catch (LinuxException ignored) { // before Linux 5.8, or in a container that may not mount
            refused = true;
        }
    }

    @Override
    public synchronized void close() {
        if (mount != null) {
            mount.close();
            mount = null;
        }
    }
}
