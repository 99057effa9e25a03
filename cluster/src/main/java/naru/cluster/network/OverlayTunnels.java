package naru.cluster.network;

import naru.network.driver.overlay.OverlayPeers;
import naru.network.driver.overlay.RemoteEndpoint;
import naru.network.model.NetworkId;
import naru.network.model.PeerEndpoint;

import java.util.List;

/** Passes the endpoints of other hosts to the overlay driver. */
public record OverlayTunnels(OverlayPeers peers) implements Tunnels {
    @Override
    public void change(NetworkId network, List<PeerEndpoint> gone, List<PeerEndpoint> present) {
        peers.change(network, remotes(present), remotes(gone));
    }

    @Override
    public void replace(NetworkId network, List<PeerEndpoint> present) {
        peers.replace(network, remotes(present));
    }

    private static List<RemoteEndpoint> remotes(List<PeerEndpoint> endpoints) {
        return endpoints.stream()
                .map(peer -> new RemoteEndpoint(peer.tunnel(), peer.mac(), peer.addresses()))
                .toList();
    }
}
