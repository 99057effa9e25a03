package naru.linux.process;

import naru.linux.error.Errno;
import naru.linux.syscall.Syscall;
import naru.linux.syscall.SystemCall;

/**
 * Signals to processes by number. See {@link ProcessFd} for a handle that cannot refer to another
 * process.
 */
public final class Signals {
    public static final int SIGTERM = 15; // asm-generic/signal.h
    public static final int SIGKILL = 9;

    private Signals() {}

    /** kill(2). ESRCH if the process has ended. */
    public static void kill(long pid, int signal) {
        if (pid <= 1) {
            throw new IllegalArgumentException("would signal more than one process: " + pid);
        }
        Syscall.check(Syscall.call(SystemCall.KILL, pid, signal), "kill", "pid " + pid);
    }

    /** Whether a process, including zombies, has this number now. */
    public static boolean exists(long pid) {
        return pid > 1 && Syscall.call(SystemCall.KILL, pid, 0) != -Errno.ESRCH.number();
    }
}
