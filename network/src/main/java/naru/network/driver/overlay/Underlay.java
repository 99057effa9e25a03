package naru.network.driver.overlay;

import java.net.InetAddress;
import java.util.Optional;

/** The network between the hosts of a cluster, as seen from this host. For any thread. */
@FunctionalInterface
public interface Underlay {
    /** Where this host's tunnels end; empty while it is in no cluster. */
    Optional<Vtep> vtep();

    /**
     * An end of tunnels.
     *
     * @param address of this host; its family is that of the underlay
     * @param port the UDP port of all hosts
     */
    record Vtep(InetAddress address, int port) {}
}
