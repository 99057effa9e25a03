package naru.network.event;

import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Sandbox;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * Networks in the order of their creation, open sandboxes, virtual addresses, and the troubles of
 * networks as text for users.
 */
public record NetworkSnapshot(
        List<Network> networks,
        List<Sandbox> sandboxes,
        List<VirtualAlias> virtualAliases,
        Map<NetworkId, String> troubles) {
    /** An alias on a network, and the addresses at which its members are reached as one. */
    public record VirtualAlias(NetworkId network, String alias, List<InetAddress> addresses) {
        public VirtualAlias {
            addresses = List.copyOf(addresses);
        }
    }

    public NetworkSnapshot {
        networks = List.copyOf(networks);
        sandboxes = List.copyOf(sandboxes);
        virtualAliases = List.copyOf(virtualAliases);
        troubles = Map.copyOf(troubles);
    }
}
