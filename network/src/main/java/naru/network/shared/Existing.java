package naru.network.shared;

import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.settings.DefaultPool;

import java.util.List;
import java.util.Map;

/**
 * What the definition of a new shared network is decided on.
 *
 * @param id of the new network
 * @param networks the definitions of all others
 * @param pools of automatic subnets
 * @param options that the new network has unless its user has set them
 */
public record Existing(
        NetworkId id,
        List<Network> networks,
        List<DefaultPool> pools,
        Map<String, String> options) {
    public Existing {
        networks = List.copyOf(networks);
        pools = List.copyOf(pools);
        options = Map.copyOf(options);
    }
}
