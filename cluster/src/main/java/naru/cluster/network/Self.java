package naru.cluster.network;

import java.net.InetAddress;

/**
 * This host among the others.
 *
 * @param node its id, which no other has
 * @param name as users see it
 * @param tunnel the address of its VXLAN tunnels
 * @param port the UDP port of tunnels on all hosts
 */
public record Self(String node, String name, InetAddress tunnel, int port) {
    /** The port of VXLAN, RFC 7348; Docker's is the same. */
    public static final int VXLAN_PORT = 4789;
}
