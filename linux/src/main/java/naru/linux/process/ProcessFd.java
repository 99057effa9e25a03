package naru.linux.process;

import naru.linux.Fd;
import naru.linux.syscall.Linux;
import naru.linux.syscall.Syscall;
import naru.linux.syscall.SystemCall;

import java.time.Duration;

/**
 * A handle of a process that cannot refer to another one with the same number. See pidfd_open(2).
 */
public final class ProcessFd implements AutoCloseable {
    private final long pid;
    private final Fd fd;

    private ProcessFd(long pid, Fd fd) {
        this.pid = pid;
        this.fd = fd;
    }

    /** Any process, not only children; ESRCH if it has ended. */
    public static ProcessFd open(long pid) {
        long fd = Syscall.call(SystemCall.PIDFD_OPEN, pid, 0);
        return new ProcessFd(pid, new Fd((int) Syscall.check(fd, "pidfd_open", "pid " + pid)));
    }

    public long pid() {
        return pid;
    }

    /** Sends a signal; ESRCH if the process has ended. */
    public void kill(int signal) {
        long result = Syscall.call(SystemCall.PIDFD_SEND_SIGNAL, fd.number(), signal, 0, 0, 0, 0);
        Syscall.check(result, "pidfd_send_signal", "pid " + pid);
    }

    /**
     * Duplicates a descriptor of the process into this one. EBADF if it has no descriptor of that
     * number. See pidfd_getfd(2), Linux 5.6.
     */
    public Fd take(int number) {
        long taken = Syscall.call(SystemCall.PIDFD_GETFD, fd.number(), number, 0, 0, 0, 0);
        return new Fd((int) Syscall.check(taken, "pidfd_getfd", "pid " + pid));
    }

    /**
     * Waits until the process has ended. Blocks the carrier of a virtual thread: use a platform
     * thread.
     *
     * @return whether it has
     */
    public boolean awaitExit(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            long left = Math.max(0, (end - System.nanoTime() + 999_999) / 1_000_000);
            if (Linux.poll(left, fd.number()) == 0) {
                return true;
            }
            if (left == 0) {
                return false;
            }
        }
    }

    @Override
    public void close() {
        fd.close();
    }
}
