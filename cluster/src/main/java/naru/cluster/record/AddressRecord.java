package naru.cluster.record;

import io.avaje.jsonb.Json;

import naru.network.address.MacAddress;
import naru.network.model.EndpointId;
import naru.network.model.NetworkId;
import naru.network.model.PeerEndpoint;

import java.net.InetAddress;
import java.util.List;

/**
 * An address in the store: lease, forwarding row, neighbour and DNS record of an endpoint at once.
 * An endpoint with addresses of both families has two of them, with the same content.
 *
 * @param node the id of the node that has the endpoint; only this one changes the record
 * @param host the name of the node
 * @param tunnel the address of its VXLAN tunnels
 * @param addresses all addresses of the endpoint, IPv4 first
 * @param names by which peers find it
 * @param serving whether its container accepts new connections
 * @param resting whether the endpoint no longer exists: the address is available again when the
 *     lease of the record ends, so that hosts with older copies do not send its traffic elsewhere
 */
@Json
public record AddressRecord(
        String endpoint,
        String node,
        String host,
        InetAddress tunnel,
        String mac,
        List<InetAddress> addresses,
        String containerId,
        String containerName,
        List<String> names,
        boolean serving,
        boolean resting) {
    public AddressRecord {
        addresses = List.copyOf(addresses);
        names = List.copyOf(names);
    }

    /** Of an endpoint that no longer exists. */
    public AddressRecord rested() {
        return new AddressRecord(
                endpoint,
                node,
                host,
                tunnel,
                mac,
                addresses,
                containerId,
                containerName,
                List.of(),
                false,
                true);
    }

    /** The holder as text for users. */
    public String holder() {
        return "container " + containerName + " on host " + host;
    }

    public EndpointId endpointId() {
        return new EndpointId(endpoint);
    }

    /** As other hosts see it. */
    public PeerEndpoint peer(NetworkId network) {
        return new PeerEndpoint(
                endpointId(),
                network,
                host,
                tunnel,
                MacAddress.parse(mac),
                addresses,
                containerName,
                names,
                serving);
    }
}
