package naru.linux.syscall;

import static naru.linux.syscall.Syscall.call;
import static naru.linux.syscall.Syscall.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * System calls, each named as its man page in section 2. They throw {@link
 * naru.linux.error.LinuxException} unless stated otherwise. {@code object} is named in the error
 * message.
 */
public final class Linux {
    private static final int AT_FDCWD = -100; // linux/fcntl.h
    private static final int AT_SYMLINK_NOFOLLOW = 0x100; // linux/fcntl.h
    private static final int AT_EMPTY_PATH = 0x1000; // linux/fcntl.h
    private static final int CLOSE_RANGE_CLOEXEC = 4; // linux/close_range.h
    private static final int F_DUPFD_CLOEXEC = 1030; // linux/fcntl.h
    private static final int FSOPEN_CLOEXEC = 1; // linux/mount.h
    private static final int FSCONFIG_CMD_CREATE = 6; // linux/mount.h
    private static final int FSMOUNT_CLOEXEC = 1; // linux/mount.h
    private static final int SIG_SETMASK = 2; // asm-generic/signal-defs.h
    private static final int SIGSET_SIZE = 8; // bytes
    private static final int STATX_INO = 0x100; // linux/stat.h
    private static final int STATX_INODE = 32; // offset of stx_ino in struct statx, linux/stat.h
    private static final int STATX_SIZE = 256; // linux/stat.h

    private static final int MAX_ATTRIBUTE = 1 << 16; // linux/limits.h, XATTR_SIZE_MAX
    private static final long NO_ATTRIBUTE = 61; // asm-generic/errno.h, ENODATA
    private static final long UNSUPPORTED = 95; // EOPNOTSUPP

    private Linux() {}

    /** Always sets O_CLOEXEC. */
    public static int open(String path, int flags, int mode) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            long fd = call(SystemCall.OPENAT, AT_FDCWD, name, flags | Flags.O_CLOEXEC, mode, 0, 0);
            return (int) check(fd, "open", path);
        }
    }

    /** Ignores errors: close(2) releases the descriptor even when it fails. */
    public static void close(int fd) {
        call(SystemCall.CLOSE, fd);
    }

    /** Writes all of {@code bytes} in one call, as /proc/sys requires. */
    public static void write(int fd, byte[] bytes, String object) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            check(call(SystemCall.WRITE, fd, copy.address(), bytes.length), "write", object);
        }
    }

    /** The read end and the write end of a new pipe, both closed on exec. */
    public static int[] pipe() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(8, 4);
            check(call(SystemCall.PIPE2, ends.address(), Flags.O_CLOEXEC), "pipe", "");
            return ends.toArray(ValueLayout.JAVA_INT);
        }
    }

    /**
     * Another descriptor for the same file, closed on exec, with a number of {@code least} or more.
     */
    public static int duplicate(int fd, int least) {
        return (int) check(call(SystemCall.FCNTL, fd, F_DUPFD_CLOEXEC, least), "fcntl", "fd " + fd);
    }

    /** Waits for a child's exit and reaps it; the status as in wait(2). */
    public static int wait(int child) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
            long result;
            do {
                result = call(SystemCall.WAIT4, child, status.address(), 0, 0, 0, 0);
            } while (result == -Flags.EINTR);
            check(result, "wait", "pid " + child);
            return status.get(ValueLayout.JAVA_INT, 0);
        }
    }

    public static void unlink(String path) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            check(call(SystemCall.UNLINKAT, AT_FDCWD, name, 0), "unlink", path);
        }
    }

    /**
     * Runs another program in this process, with no signal blocked and no file open but 0, 1 and 2.
     * Does not return on success; see execve(2).
     */
    public static void execve(String path, List<String> arguments, List<String> environment) {
        try (var arena = Arena.ofConfined()) {
            call(SystemCall.CLOSE_RANGE, 3, Integer.MAX_VALUE, CLOSE_RANGE_CLOEXEC);
            var none = arena.allocate(SIGSET_SIZE).address();
            call(SystemCall.RT_SIGPROCMASK, SIG_SETMASK, none, 0, SIGSET_SIZE, 0, 0);
            long file = arena.allocateFrom(path).address();
            long vector = strings(arena, arguments);
            check(call(SystemCall.EXECVE, file, vector, strings(arena, environment)), "exec", path);
        }
    }

    /** A null-terminated vector of pointers. */
    static long strings(Arena arena, List<String> texts) {
        var vector = arena.allocate(ValueLayout.JAVA_LONG, texts.size() + 1L);
        for (int i = 0; i < texts.size(); i++) {
            long text = arena.allocateFrom(texts.get(i)).address();
            vector.setAtIndex(ValueLayout.JAVA_LONG, i, text);
        }
        return vector.address();
    }

    public static void unshare(int flags) {
        check(call(SystemCall.UNSHARE, flags), "unshare", Integer.toHexString(flags));
    }

    public static void setns(int fd, int kind, String object) {
        check(call(SystemCall.SETNS, fd, kind), "setns", object);
    }

    /**
     * Root and working directory of the calling thread, after unsharing them from other threads.
     */
    public static void chroot(String path) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            check(call(SystemCall.CHROOT, name), "chroot", path);
            check(call(SystemCall.CHDIR, arena.allocateFrom("/").address()), "chdir", "/");
        }
    }

    /** A device node or a named pipe; {@code device} in the kernel's encoding. */
    public static void mknod(String path, int mode, int device) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            check(call(SystemCall.MKNODAT, AT_FDCWD, name, mode, device, 0, 0), "mknod", path);
        }
    }

    /** An extended attribute of a file, or of a symbolic link itself. */
    public static void lsetxattr(String path, String name, byte[] value) {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(Math.max(1, value.length));
            bytes.copyFrom(MemorySegment.ofArray(value));
            long result =
                    call(
                            SystemCall.LSETXATTR,
                            arena.allocateFrom(path).address(),
                            arena.allocateFrom(name).address(),
                            bytes.address(),
                            value.length,
                            0,
                            0);
            check(result, "lsetxattr " + name, path);
        }
    }

    /** Sets the times of access and modification, also of a symbolic link itself. */
    public static void utimensat(String path, long seconds, int nanos) {
        try (var arena = Arena.ofConfined()) {
            var times = arena.allocate(ValueLayout.JAVA_LONG, 4); // two of struct timespec
            for (int i = 0; i < 2; i++) {
                times.setAtIndex(ValueLayout.JAVA_LONG, 2L * i, seconds);
                times.setAtIndex(ValueLayout.JAVA_LONG, 2L * i + 1, nanos);
            }
            long name = arena.allocateFrom(path).address();
            long result =
                    call(
                            SystemCall.UTIMENSAT,
                            AT_FDCWD,
                            name,
                            times.address(),
                            AT_SYMLINK_NOFOLLOW,
                            0,
                            0);
            check(result, "utimensat", path);
        }
    }

    /** An extended attribute of up to 64 KiB; empty if there is none. */
    public static byte[] lgetxattr(String path, String name) {
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(MAX_ATTRIBUTE);
            long result =
                    call(
                            SystemCall.LGETXATTR,
                            arena.allocateFrom(path).address(),
                            arena.allocateFrom(name).address(),
                            bytes.address(),
                            MAX_ATTRIBUTE,
                            0,
                            0);
            if (result == -NO_ATTRIBUTE || result == -UNSUPPORTED) {
                return new byte[0];
            }
            long length = check(result, "lgetxattr " + name, path);
            return bytes.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** An empty string stands for a null pointer. */
    public static void mount(String source, String target, String type, long flags, String data) {
        try (var arena = Arena.ofConfined()) {
            long result =
                    call(
                            SystemCall.MOUNT,
                            orNull(arena, source),
                            arena.allocateFrom(target).address(),
                            orNull(arena, type),
                            flags,
                            orNull(arena, data),
                            0);
            check(result, "mount", target);
        }
    }

    /**
     * A detached mount of {@code type}, without options: it is accessed by its descriptor and ends
     * with it. See fsopen(2), fsconfig(2) and fsmount(2).
     */
    public static int mountNowhere(String type) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(type).address();
            int context =
                    (int) check(call(SystemCall.FSOPEN, name, FSOPEN_CLOEXEC), "fsopen", type);
            try {
                long made = call(SystemCall.FSCONFIG, context, FSCONFIG_CMD_CREATE, 0, 0, 0, 0);
                check(made, "fsconfig", type);
                long mount = call(SystemCall.FSMOUNT, context, FSMOUNT_CLOEXEC, 0);
                return (int) check(mount, "fsmount", type);
            } finally {
                close(context);
            }
        }
    }

    public static void umount(String target, int flags) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(target).address();
            check(call(SystemCall.UMOUNT2, name, flags), "umount", target);
        }
    }

    /** The inode number of an open file. */
    public static long inode(int fd) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment statx = arena.allocate(STATX_SIZE, 8);
            long name = arena.allocateFrom("").address();
            long result =
                    call(SystemCall.STATX, fd, name, AT_EMPTY_PATH, STATX_INO, statx.address(), 0);
            check(result, "statx", "fd " + fd);
            return statx.get(ValueLayout.JAVA_LONG, STATX_INODE);
        }
    }

    /**
     * Waits until one of {@code fds} is readable, at most {@code millis}.
     *
     * @return the index of the first readable one, -1 on timeout or signal
     */
    public static int poll(long millis, int... fds) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment polls = arena.allocate(8L * fds.length, 4);
            for (int i = 0; i < fds.length; i++) {
                polls.set(ValueLayout.JAVA_INT, 8L * i, fds[i]);
                polls.set(ValueLayout.JAVA_SHORT, 8L * i + 4, (short) Flags.POLLIN);
            }
            MemorySegment time = arena.allocate(16, 8); // struct timespec
            time.set(ValueLayout.JAVA_LONG, 0, millis / 1000);
            time.set(ValueLayout.JAVA_LONG, 8, millis % 1000 * 1_000_000);
            long ready =
                    call(SystemCall.PPOLL, polls.address(), fds.length, time.address(), 0, 8, 0);
            if (ready == -Flags.EINTR) {
                return -1;
            }
            check(ready, "ppoll", "");
            for (int i = 0; i < fds.length; i++) {
                if (polls.get(ValueLayout.JAVA_SHORT, 8L * i + 6) != 0) {
                    return i;
                }
            }
            return -1;
        }
    }

    public static int socket(int domain, int type, int protocol, String object) {
        return (int) check(call(SystemCall.SOCKET, domain, type, protocol), "socket", object);
    }

    public static int eventfd() {
        return (int) check(call(SystemCall.EVENTFD2, 0, Flags.O_CLOEXEC), "eventfd", "");
    }

    /** Sets an option whose value is an int. */
    public static void setsockopt(int fd, int level, int name, int value) {
        try (var arena = Arena.ofConfined()) {
            long at = arena.allocateFrom(ValueLayout.JAVA_INT, value).address();
            check(call(SystemCall.SETSOCKOPT, fd, level, name, at, 4, 0), "setsockopt", "" + name);
        }
    }

    public static void listen(int fd, int backlog) {
        check(call(SystemCall.LISTEN, fd, backlog), "listen", "fd " + fd);
    }

    /** Sends the bytes before the position of a direct buffer to the socket's peer. */
    public static void send(int fd, ByteBuffer direct, String object) {
        ByteBuffer whole = direct.duplicate().flip();
        long length = whole.limit();
        long address = MemorySegment.ofBuffer(whole).address();
        try {
            check(call(SystemCall.SENDTO, fd, address, length, 0, 0, 0), "send", object);
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    /**
     * Receives a datagram of a netlink socket into a direct buffer, from its start, without
     * blocking. Datagrams that are not from the kernel are dropped.
     *
     * @return its length, 0 for a dropped one, or {@code -EAGAIN} if there is none
     */
    public static int receiveFromKernel(int fd, ByteBuffer direct) {
        direct.clear();
        try (var arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocate(16, 4); // struct sockaddr_nl and its u32 length
            from.set(ValueLayout.JAVA_INT, 12, 12);
            long length =
                    call(
                            SystemCall.RECVFROM,
                            fd,
                            MemorySegment.ofBuffer(direct).address(),
                            direct.capacity(),
                            Flags.MSG_DONTWAIT | Flags.MSG_TRUNC,
                            from.address(),
                            from.address() + 12);
            if (length == -Flags.EAGAIN) {
                return (int) length;
            }
            check(length, "recv", "netlink");
            if (length > direct.capacity()) {
                check(-Flags.EMSGSIZE, "recv", "netlink");
            }
            return from.get(ValueLayout.JAVA_INT, 4) == 0 ? (int) length : 0; // nl_pid
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    private static long orNull(Arena arena, String text) {
        return text.isEmpty() ? 0 : arena.allocateFrom(text).address();
    }
}
