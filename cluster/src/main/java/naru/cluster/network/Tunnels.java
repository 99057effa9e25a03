package naru.cluster.network;

import naru.network.model.NetworkId;
import naru.network.model.PeerEndpoint;

import java.util.List;

/** The forwarding rows of this host for endpoints of others. One thread at a time. */
public interface Tunnels {
    /** Removes and then sets the rows of some endpoints. */
    void change(NetworkId network, List<PeerEndpoint> gone, List<PeerEndpoint> present);

    /** Replaces all rows of a network. */
    void replace(NetworkId network, List<PeerEndpoint> present);
}
