package naru.linux.error;

/** An error number of the kernel, with its name and text. Numbers: asm-generic/errno.h. */
public record Errno(int number) {
    public static final Errno EPERM = new Errno(1);
    public static final Errno ENOENT = new Errno(2);
    public static final Errno ESRCH = new Errno(3);
    public static final Errno EINTR = new Errno(4);
    public static final Errno EIO = new Errno(5);
    public static final Errno EBADF = new Errno(9);
    public static final Errno EAGAIN = new Errno(11);
    public static final Errno ENOMEM = new Errno(12);
    public static final Errno EACCES = new Errno(13);
    public static final Errno EBUSY = new Errno(16);
    public static final Errno EEXIST = new Errno(17);
    public static final Errno ENODEV = new Errno(19);
    public static final Errno ENOTDIR = new Errno(20);
    public static final Errno EINVAL = new Errno(22);
    public static final Errno ERANGE = new Errno(34);
    public static final Errno ENAMETOOLONG = new Errno(36);
    public static final Errno ENOSYS = new Errno(38);
    public static final Errno EXFULL = new Errno(54);
    public static final Errno EPROTO = new Errno(71);
    public static final Errno EMSGSIZE = new Errno(90);
    public static final Errno EOPNOTSUPP = new Errno(95);
    public static final Errno EPROTONOSUPPORT = new Errno(93);
    public static final Errno ESOCKTNOSUPPORT = new Errno(94);
    public static final Errno EAFNOSUPPORT = new Errno(97);
    public static final Errno EADDRINUSE = new Errno(98);
    public static final Errno EADDRNOTAVAIL = new Errno(99);
    public static final Errno ENETDOWN = new Errno(100);
    public static final Errno ENETUNREACH = new Errno(101);
    public static final Errno ECONNRESET = new Errno(104);
    public static final Errno ENOBUFS = new Errno(105);
    public static final Errno ENOTCONN = new Errno(107);
    public static final Errno ETIMEDOUT = new Errno(110);
    public static final Errno ECONNREFUSED = new Errno(111);
    public static final Errno EHOSTUNREACH = new Errno(113);

    /** The symbol, such as {@code EEXIST}; {@code errno 123} for one that has no name here. */
    public String symbol() {
        String[] entry = entry();
        return entry == null ? "errno " + number : entry[0];
    }

    /** The text of strerror(3), such as {@code File exists}. */
    public String text() {
        String[] entry = entry();
        return entry == null ? "Unknown error" : entry[1];
    }

    @Override
    public String toString() {
        return symbol() + " (" + text() + ")";
    }

    private String @org.jspecify.annotations.Nullable [] entry() {
        return ErrnoTable.entry(number);
    }
}
