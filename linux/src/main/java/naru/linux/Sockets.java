package naru.linux;

import naru.linux.syscall.Flags;
import naru.linux.syscall.Linux;
import naru.linux.syscall.SocketAddresses;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Server sockets, bound, non-blocking and closed on exec, for an event loop to adopt. They stay in
 * the calling thread's namespace.
 */
public final class Sockets {
    private static final int SOCK_STREAM = 1; // linux/net.h
    private static final int SOCK_DGRAM = 2;
    private static final int ANY_PROTOCOL = 0; // the default protocol of a type
    private static final int IPPROTO_SCTP = 132; // linux/in.h
    private static final int SOL_SOCKET = 1; // asm-generic/socket.h
    private static final int SO_REUSEADDR = 2;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int BACKLOG = 128;

    private Sockets() {}

    /** A UDP socket bound to an address; port 0 lets the kernel choose. */
    public static Fd udp(InetAddress address, int port) {
        return bound(SOCK_DGRAM, ANY_PROTOCOL, address, port);
    }

    /**
     * An SCTP socket bound to an address; it does not listen. A kernel without SCTP returns
     * EPROTONOSUPPORT or ESOCKTNOSUPPORT.
     */
    public static Fd sctp(InetAddress address, int port) {
        return bound(SOCK_STREAM, IPPROTO_SCTP, address, port);
    }

    /** A TCP socket that listens; port 0 lets the kernel choose. */
    public static Fd tcpListen(InetAddress address, int port) {
        Fd socket = bound(SOCK_STREAM, ANY_PROTOCOL, address, port);
        try {
            Linux.listen(socket.number(), BACKLOG);
            return socket;
        } catch (RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }

    /** Whether a descriptor, which may be of any file, is a socket bound to an IPv4 address. */
    public static boolean isBoundTo(Fd any, Inet4Address address) {
        return SocketAddresses.isBoundTo(any.number(), address);
    }

    /**
     * Sets the receive buffer in bytes, regardless of the host's limit; a short datagram counts as
     * 768. See socket(7).
     */
    public static void makeRoom(Fd socket, int bytes) {
        Linux.setsockopt(
                socket.number(),
                SOL_SOCKET,
                SO_RCVBUFFORCE,
                bytes / 2); // the kernel doubles the value
    }

    /** The port a socket is bound to. */
    public static int localPort(Fd socket) {
        return SocketAddresses.localPort(socket.number());
    }

    private static Fd bound(int kind, int protocol, InetAddress address, int port) {
        int type = kind | Flags.SOCK_NONBLOCK | Flags.SOCK_CLOEXEC;
        String object = address.getHostAddress() + " port " + port;
        int family = SocketAddresses.family(address);
        var socket = new Fd(Linux.socket(family, type, protocol, object));
        try {
            if (protocol == ANY_PROTOCOL
                    && kind == SOCK_STREAM) { // so that a restart does not wait for connections in
                // TIME_WAIT
                Linux.setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, 1);
            }
            SocketAddresses.bind(socket.number(), address, port, object);
            return socket;
        } catch (RuntimeException failure) {
            socket.close();
            throw failure;
        }
    }
}
