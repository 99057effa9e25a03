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
public record Self(String node, String name, InetAddress tunnel, int port) {}
