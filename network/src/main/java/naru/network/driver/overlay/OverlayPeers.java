package naru.network.driver.overlay;

import naru.network.model.NetworkId;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The remote endpoints of overlay networks: the desired state of FDB and neighbour rows. A network
 * that is not realised on this host has no rows in the kernel; they are programmed when it is. A
 * row that cannot be changed is logged, and repaired by the reconciler. For any thread.
 */
public final class OverlayPeers {
    private final Map<NetworkId, OverlayRows> networks = new ConcurrentHashMap<>();

    /** Without remote endpoints; of one host. */
    public OverlayPeers() {}

    /**
     * Replaces all remote endpoints of a network, and compares them with the kernel. Until the
     * first call for a network, rows of an earlier daemon are kept.
     */
    public void replace(NetworkId network, Collection<RemoteEndpoint> endpoints) {
        rows(network).replace(endpoints);
    }

    /**
     * Changes some remote endpoints of a network. An added one replaces an earlier one with the
     * same MAC address; a removed one counts only if its MAC address is still on its host.
     */
    public void change(
            NetworkId network,
            Collection<RemoteEndpoint> added,
            Collection<RemoteEndpoint> removed) {
        rows(network).change(added, removed);
    }

    /** Forgets a network. Its rows in the kernel are removed with its links. */
    public void forget(NetworkId network) {
        networks.remove(network);
    }

    /** Of all networks. */
    public OverlayCounts counts() {
        return networks.values().stream()
                .map(OverlayRows::counts)
                .reduce(OverlayCounts.NONE, OverlayCounts::plus);
    }

    OverlayRows rows(NetworkId network) {
        return networks.computeIfAbsent(network, OverlayRows::new);
    }
}
