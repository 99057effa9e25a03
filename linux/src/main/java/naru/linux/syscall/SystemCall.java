package naru.linux.syscall;

/**
 * Numbers of the system calls used here. They differ between architectures: asm/unistd_64.h for
 * x86-64, asm-generic/unistd.h for aarch64.
 */
public enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    RT_SIGPROCMASK(14, 135),
    SOCKET(41, 198),
    CONNECT(42, 203),
    SENDTO(44, 206),
    RECVFROM(45, 207),
    SHUTDOWN(48, 210),
    BIND(49, 200),
    LISTEN(50, 201),
    GETSOCKNAME(51, 204),
    SETSOCKOPT(54, 208),
    EXECVE(59, 221),
    WAIT4(61, 260),
    KILL(62, 129),
    FCNTL(72, 25),
    CHDIR(80, 49),
    CHROOT(161, 51),
    MOUNT(165, 40),
    UMOUNT2(166, 39),
    LSETXATTR(189, 6),
    LGETXATTR(192, 9),
    OPENAT(257, 56),
    MKNODAT(259, 33),
    UNLINKAT(263, 35),
    PPOLL(271, 73),
    UNSHARE(272, 97),
    UTIMENSAT(280, 88),
    EVENTFD2(290, 19),
    PIPE2(293, 59),
    RECVMMSG(299, 243),
    SENDMMSG(307, 269),
    SETNS(308, 268),
    STATX(332, 291),
    PIDFD_SEND_SIGNAL(424, 424),
    FSOPEN(430, 430),
    FSCONFIG(431, 431),
    FSMOUNT(432, 432),
    PIDFD_OPEN(434, 434),
    CLOSE_RANGE(436, 436),
    PIDFD_GETFD(438, 438);

    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));

    private final int x86;
    private final int arm;

    SystemCall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    /** The number on the running architecture. */
    long number() {
        return ARM ? arm : x86;
    }
}
