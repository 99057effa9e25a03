package naru.linux.syscall;

import static naru.linux.syscall.Syscall.call;
import static naru.linux.syscall.Syscall.check;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Calls that take a socket address. Layouts: ip(7), ipv6(7), unix(7). */
public final class SocketAddresses {
    public static final int AF_UNIX = 1; // linux/socket.h
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int SOCKADDR_NL = 12; // bytes
    private static final int SOCKADDR_IN = 16;
    private static final int SOCKADDR_IN6 = 28;
    private static final int UNIX_PATH = 108;

    private SocketAddresses() {}

    public static int family(InetAddress address) {
        return address instanceof Inet4Address ? AF_INET : AF_INET6;
    }

    public static void bind(int fd, InetAddress address, int port, String object) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment name = encode(arena, address, port);
            check(call(SystemCall.BIND, fd, name.address(), name.byteSize()), "bind", object);
        }
    }

    /**
     * Binds a netlink socket to a port that the kernel chooses: u16 family, u16, u32 port, u32
     * groups.
     */
    public static void bindNetlink(int fd) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SOCKADDR_NL, 4); // zeros
            name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
            check(call(SystemCall.BIND, fd, name.address(), SOCKADDR_NL), "bind", "netlink");
        }
    }

    /** The port of a netlink socket, or 0 if it has none yet. */
    public static int netlinkPort(int fd) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SOCKADDR_NL, 4);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, SOCKADDR_NL);
            long result = call(SystemCall.GETSOCKNAME, fd, name.address(), size.address());
            check(result, "getsockname", "fd " + fd);
            return name.get(ValueLayout.JAVA_INT, 4);
        }
    }

    /** The port of a bound IPv4 or IPv6 socket. */
    public static int localPort(int fd) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SOCKADDR_IN6, 4);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, SOCKADDR_IN6);
            long result = call(SystemCall.GETSOCKNAME, fd, name.address(), size.address());
            check(result, "getsockname", "fd " + fd);
            int high = name.get(ValueLayout.JAVA_BYTE, 2) & 0xff;
            return high << 8 | (name.get(ValueLayout.JAVA_BYTE, 3) & 0xff);
        }
    }

    /** Whether a descriptor, which may be of any file, is a socket bound to an IPv4 address. */
    public static boolean isBoundTo(int fd, Inet4Address address) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SOCKADDR_IN, 4);
            MemorySegment size = arena.allocateFrom(ValueLayout.JAVA_INT, SOCKADDR_IN);
            long result = call(SystemCall.GETSOCKNAME, fd, name.address(), size.address());
            byte[] bytes = name.asSlice(4, 4).toArray(ValueLayout.JAVA_BYTE);
            return result == 0
                    && name.get(ValueLayout.JAVA_SHORT, 0) == AF_INET
                    && Arrays.equals(bytes, address.getAddress());
        }
    }

    /** Connects to a unix socket. */
    public static void connect(int fd, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length >= UNIX_PATH) {
            check(-Flags.ENAMETOOLONG, "connect", path);
        }
        try (var arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(2 + UNIX_PATH, 2); // zeros
            name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, 2, bytes.length);
            long result = call(SystemCall.CONNECT, fd, name.address(), 2L + bytes.length + 1);
            check(result, "connect", path);
        }
    }

    /** Binds a unix socket to an abstract name, which belongs to the socket's namespace. */
    public static void bindAbstract(int fd, String name) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment address = abstractName(arena, name);
            long result = call(SystemCall.BIND, fd, address.address(), address.byteSize());
            check(result, "bind", "@" + name);
        }
    }

    /** u16 family, a zero, and the name, which extends to the end of the address. */
    private static MemorySegment abstractName(Arena arena, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        MemorySegment address = arena.allocate(3L + bytes.length, 2); // zeros
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, 3, bytes.length);
        return address;
    }

    /** u16 family, u16be port, then for IPv6 u32 flow, 16 bytes, u32 scope; for IPv4 4 bytes. */
    private static MemorySegment encode(Arena arena, InetAddress address, int port) {
        boolean v4 = address instanceof Inet4Address;
        byte[] bytes = address.getAddress();
        MemorySegment name = arena.allocate(v4 ? SOCKADDR_IN : SOCKADDR_IN6, 4);
        name.set(ValueLayout.JAVA_SHORT, 0, (short) family(address));
        name.set(ValueLayout.JAVA_BYTE, 2, (byte) (port >> 8));
        name.set(ValueLayout.JAVA_BYTE, 3, (byte) port);
        MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, v4 ? 4 : 8, bytes.length);
        return name;
    }
}
