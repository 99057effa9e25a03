package naru.linux;

import naru.linux.syscall.Linux;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Kernel parameters for setting up one network namespace after the other. Any thread.
 *
 * <p>In /proc/sys/net each namespace has an {@code ipv4} and an {@code ipv6} of its own, all by the
 * same name, and the kernel asks one after the other whether it is the one that is meant
 * (proc_sys_compare, fs/proc/proc_sysctl.c of Linux 6.18): beside a thousand namespaces, 0.7 ms for
 * a single parameter. A mount of proc that few namespaces were looked up in has no such queue.
 */
public final class FreshSysctls implements AutoCloseable {
    private static final int USES = 64; // making one anew takes as long as some ten queues of 64

    private @Nullable Fd mount;
    private int uses;
    private boolean refused;

    /** Makes no mount before one is needed. */
    public FreshSysctls() {}

    /** Sets parameters of the calling thread's namespace, as {@link Sysctl#write} does. */
    public void write(Kernel kernel, Map<String, String> values) {
        try (var fresh = mount()) {
            var root = fresh == null ? Sysctl.ROOT : "/proc/self/fd/" + fresh.number() + "/sys";
            values.forEach((name, value) -> Sysctl.write(kernel, root, name, value));
        }
    }

    /** A descriptor for the caller to close; null where there is no such mount to be had. */
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
        } catch (LinuxException e) { // before Linux 5.8, or in a container that may not mount
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
