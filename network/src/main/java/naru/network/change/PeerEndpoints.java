package naru.network.change;

import naru.network.desired.NetworkTable;
import naru.network.event.Listeners;
import naru.network.model.Network;
import naru.network.model.PeerEndpoint;
import naru.network.pool.Holder;

import java.util.List;

/**
 * Takes over the endpoints of other hosts: their addresses are not available here, and listeners
 * are notified. One thread at a time.
 */
public record PeerEndpoints(NetworkTable networks, Listeners listeners) {
    /**
     * Peers of an unknown network are announced to listeners, and nothing else; the caller repeats
     * the call after the network was adopted.
     */
    public void change(Network network, List<PeerEndpoint> gone, List<PeerEndpoint> present) {
        var entry = networks.byId(network.id());
        for (var peer : gone) {
            entry.ifPresent(there ->
                    peer.addresses().forEach(a -> there.pool(a).ifPresent(pool -> pool.vacate(a))));
            listeners.tell(listener -> listener.peerGone(network, peer));
        }
        for (var peer : present) {
            var holder = new Holder.Elsewhere(peer.holder());
            entry.ifPresent(there ->
                    peer.addresses()
                            .forEach(a -> there.pool(a).ifPresent(pool -> pool.occupy(a, holder))));
            listeners.tell(listener -> listener.peerPresent(network, peer));
        }
    }
}
