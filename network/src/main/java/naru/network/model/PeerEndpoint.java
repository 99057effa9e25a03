package naru.network.model;

import naru.network.address.MacAddress;

import java.net.InetAddress;
import java.util.List;

/**
 * An endpoint of a shared network on another host.
 *
 * @param host the name of the host
 * @param tunnel the address of the host that tunnels lead to
 * @param addresses IPv4 first
 * @param dnsNames as {@link Endpoint#dnsNames}
 * @param serving whether its container accepts new connections
 */
public record PeerEndpoint(
        EndpointId id,
        NetworkId network,
        String host,
        InetAddress tunnel,
        MacAddress mac,
        List<InetAddress> addresses,
        String containerName,
        List<String> dnsNames,
        boolean serving) {
    public PeerEndpoint {
        addresses = List.copyOf(addresses);
        dnsNames = List.copyOf(dnsNames);
    }

    /** Whether frames for it take the same way. */
    public boolean hasRoutesOf(PeerEndpoint other) {
        return tunnel.equals(other.tunnel)
                && mac.equals(other.mac)
                && addresses.equals(other.addresses);
    }

    /** Its container, as text for users. */
    public String holder() {
        return "container " + containerName + " on host " + host;
    }
}
