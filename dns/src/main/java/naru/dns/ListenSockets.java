package naru.dns;

import naru.linux.Fd;
import naru.linux.Sockets;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** A UDP and a TCP socket for queries. */
record ListenSockets(Fd udp, Fd tcp) implements AutoCloseable {
    /**
     * The receive buffer in bytes: room for some 1,300 queries, which may arrive while the next
     * daemon starts.
     */
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    record Ports(int udp, int tcp) {}

    /**
     * Listens in the current namespace; port 0 lets the kernel choose, for each.
     *
     * @throws naru.linux.error.LinuxException if an address is in use
     */
    static ListenSockets at(InetAddress address, int port) {
        var udp = Sockets.udp(address, port);
        try {
            Sockets.makeRoom(udp, RECEIVE_BUFFER_BYTES);
            return new ListenSockets(udp, Sockets.tcpListen(address, port));
        } catch (Throwable failure) {
            udp.close();
            throw failure;
        }
    }

    /**
     * The sockets of an earlier daemon, if {@code kept} are such; else {@code kept} are closed.
     *
     * @param kept the result of {@link SandboxServer#sockets}, or any other files
     */
    static Optional<ListenSockets> of(List<Fd> kept) {
        if (kept.size() == 2
                && kept.stream().allMatch(fd -> Sockets.isBoundTo(fd, Redirect.ADDRESS))) {
            return Optional.of(new ListenSockets(kept.getFirst(), kept.getLast()));
        }
        kept.forEach(Fd::close);
        return Optional.empty();
    }

    /** The addresses on which they listen. */
    Ports ports() {
        return new Ports(Sockets.localPort(udp), Sockets.localPort(tcp));
    }

    @Override
    public void close() {
        udp.close();
        tcp.close();
    }
}
