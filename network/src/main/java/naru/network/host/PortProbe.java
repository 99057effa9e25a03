package naru.network.host;

import naru.network.publish.Protocol;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/** Checks whether a process of the host holds a port. */
public interface PortProbe {
    /** The result of an attempt to bind the port. */
    enum Answer {
        FREE,
        /** A process of the host holds it. */
        IN_USE,
        /** The host has no such address, or no such family. */
        NO_SUCH_ADDRESS
    }

    Answer probe(Protocol protocol, InetAddress address, int port);

    /** Whether the kernel has sockets of a protocol; it translates SCTP without. */
    default boolean hasSockets(Protocol protocol) {
        return true;
    }

    /** The process of the host that holds a port, as text; empty if unknown. */
    default Optional<String> owner(Protocol protocol, InetAddress address, int port) {
        return Optional.empty();
    }

    /** The host's ephemeral ports that may be used, as ip_local_port_range of ip(7) says. */
    EphemeralPorts ephemeralPorts();

    /** {@code first} to {@code last}, both included; without those in {@code reserved}. */
    record EphemeralPorts(int first, int last, Set<Integer> reserved) {
        /** The default of Linux. */
        public static final EphemeralPorts USUAL = new EphemeralPorts(32768, 60999, Set.of());

        public EphemeralPorts {
            reserved = Set.copyOf(reserved);
        }
    }
}
