package naru.linux.syscall;

/** Constants of system calls, under the names of their headers. The same on x86-64 and aarch64. */
public final class Flags {
    private Flags() {}

    public static final int EINTR = 4; // asm-generic/errno-base.h
    public static final int EAGAIN = 11;
    public static final int ENAMETOOLONG = 36;
    public static final int EMSGSIZE = 90; // asm-generic/errno.h

    public static final int O_RDONLY = 0; // asm-generic/fcntl.h
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    public static final int O_PATH = 0x200000;

    public static final int CLONE_FS = 0x200; // linux/sched.h
    public static final int CLONE_NEWNS = 0x20000;
    public static final int CLONE_NEWNET = 0x40000000;

    public static final int MS_RDONLY = 1; // linux/mount.h
    public static final int MS_NOSUID = 2;
    public static final int MS_NODEV = 4;
    public static final int MS_NOEXEC = 8;
    public static final int MS_REMOUNT = 32;
    public static final int MS_BIND = 4096;
    public static final int MS_REC = 16384;
    public static final int MS_PRIVATE = 1 << 18;
    public static final int MS_SLAVE = 1 << 19;
    public static final int MS_SHARED = 1 << 20;
    public static final int MNT_DETACH = 2; // sys/mount.h

    public static final int SOCK_NONBLOCK = O_NONBLOCK; // linux/net.h
    public static final int SOCK_CLOEXEC = O_CLOEXEC;
    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int MSG_DONTWAIT = 0x40; // linux/socket.h
    public static final int MSG_TRUNC = 0x20;

    public static final int POLLIN = 1; // asm-generic/poll.h
}
