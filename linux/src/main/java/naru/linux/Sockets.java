package naru.linux;

import java.net.InetAddress;

/**
 * Server sockets, bound and non-blocking, for an event loop to adopt. They stay in the calling
 * thread's namespace.
 */
public final class Sockets {
    private Sockets() {}

    /** A UDP socket bound to an address; port 0 lets the kernel choose. */
    public static Fd udp(InetAddress address, int port) {
        throw new UnsupportedOperationException();
    }

    /** A TCP socket that listens; port 0 lets the kernel choose. */
    public static Fd tcpListen(InetAddress address, int port) {
        throw new UnsupportedOperationException();
    }

    /** The port a socket is bound to. */
    public static int localPort(Fd socket) {
        throw new UnsupportedOperationException();
    }
}
