package naru.network.host.linux;

import naru.linux.NamespaceWork;
import naru.linux.Netns;
import naru.linux.Sockets;
import naru.linux.address.Family;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.network.host.PortProbe;
import naru.network.host.Sysctls;
import naru.network.publish.Protocol;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out about the ports of the real host by binding them once.
 *
 * @param netns where they are bound; null for the namespace of this process
 */
public record HostPorts(@Nullable Netns netns, Sysctls sysctls) implements PortProbe {
    @Override
    public Answer probe(Protocol protocol, InetAddress address, int port) {
        return inside(() -> bindOnce(protocol, address, port));
    }

    private <T> T inside(NamespaceWork<T, RuntimeException> work) {
        return netns == null ? work.run() : netns.call(work);
    }

    private static Answer bindOnce(Protocol protocol, InetAddress address, int port) {
        var family =
                Family.of(address)
                        .choose(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
        var target = new InetSocketAddress(address, port);
        try {
            switch (protocol) {
                case TCP -> {
                    // The JDK sets SO_REUSEADDR here, so that connections in TIME_WAIT do no harm.
                    try (var channel = ServerSocketChannel.open(family)) {
                        channel.bind(target);
                    }
                }
                case UDP -> {
                    try (var channel = DatagramChannel.open(family)) {
                        channel.bind(target);
                    }
                }
                case SCTP -> {
                    return bindSctp(address, port); // Java has no socket for it
                }
            }
            return Answer.FREE;
        } catch (BindException e) {
            var text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            return text.contains("assign") ? Answer.NO_SUCH_ADDRESS : Answer.IN_USE;
        } catch (UnsupportedOperationException e) { // IPv6 is off in this kernel
            return Answer.NO_SUCH_ADDRESS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean hasSockets(Protocol protocol) {
        return protocol != Protocol.SCTP || inside(HostPorts::hasSctp);
    }

    private static boolean hasSctp() {
        try (var _ = Sockets.sctp(Family.IPV4.loopback(), 0)) {
            return true;
        } catch (LinuxException none) {
            return false;
        }
    }

    private static Answer bindSctp(InetAddress address, int port) {
        try (var _ = Sockets.sctp(address, port)) {
            return Answer.FREE;
        } catch (LinuxException e) {
            if (e.is(Errno.EPROTONOSUPPORT) || e.is(Errno.ESOCKTNOSUPPORT)) {
                return Answer.FREE; // no process holds a port where the kernel has no such sockets
            }
            if (e.is(Errno.EADDRNOTAVAIL) || e.is(Errno.EAFNOSUPPORT)) {
                return Answer.NO_SUCH_ADDRESS;
            }
            if (e.is(Errno.EADDRINUSE)) {
                return Answer.IN_USE;
            }
            throw e;
        }
    }

    @Override
    public Optional<String> owner(Protocol protocol, InetAddress address, int port) {
        return inside(() -> SocketOwner.find(protocol, address, port));
    }

    @Override
    public EphemeralPorts ephemeralPorts() {
        var range = sysctls.read("net/ipv4/ip_local_port_range").split("\\s+");
        return new EphemeralPorts(
                Integer.parseInt(range[0]),
                Integer.parseInt(range[1]),
                ports(sysctls.read("net/ipv4/ip_local_reserved_ports")));
    }

    /** Reads {@code 8080,9000-9010}. */
    private static HashSet<Integer> ports(String list) {
        var ports = new HashSet<Integer>();
        for (var part : list.isEmpty() ? new String[0] : list.split(",")) {
            int dash = part.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
            for (int port = first; port <= last; port++) {
                ports.add(port);
            }
        }
        return ports;
    }
}
