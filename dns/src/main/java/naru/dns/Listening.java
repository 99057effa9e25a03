package naru.dns;

import naru.linux.Fd;
import naru.linux.Sockets;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** A UDP and a TCP socket where questions arrive. */
record Listening(Fd udp, Fd tcp) implements AutoCloseable {
    /** Room for some 1,300 questions, which may come while the next daemon starts, in bytes. */
    private static final int ROOM = 1 << 20;

    record Ports(int udp, int tcp) {}

    /**
     * Listens in the namespace that we are in; port 0 lets the kernel choose, for each.
     *
     * @throws naru.linux.LinuxException when somebody else does
     */
    static Listening at(InetAddress address, int port) {
        var udp = Sockets.udp(address, port);
        try {
            Sockets.makeRoom(udp, ROOM);
            return new Listening(udp, Sockets.tcpListen(address, port));
        } catch (Throwable failure) {
            udp.close();
            throw failure;
        }
    }

    /**
     * Those of an earlier daemon, if that is what {@code kept} are; else {@code kept} are closed.
     *
     * @param kept what {@link SandboxServer#sockets} gave it, or any other files
     */
    static Optional<Listening> of(List<Fd> kept) {
        if (kept.size() == 2
                && kept.stream().allMatch(fd -> Sockets.isBoundTo(fd, Redirect.ADDRESS))) {
            return Optional.of(new Listening(kept.getFirst(), kept.getLast()));
        }
        kept.forEach(Fd::close);
        return Optional.empty();
    }

    /** Where they listen. */
    Ports ports() {
        return new Ports(Sockets.localPort(udp), Sockets.localPort(tcp));
    }

    @Override
    public void close() {
        udp.close();
        tcp.close();
    }
}
