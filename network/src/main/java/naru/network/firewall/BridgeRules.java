package naru.network.firewall;

import naru.network.model.Prefix;

import java.util.List;

/** What the firewall has to know of a bridge. Containers with {@code icc} reach each other. */
public record BridgeRules(
        String bridge, List<Prefix> subnets, boolean icc, boolean masquerade, boolean internal) {
    public BridgeRules {
        subnets = List.copyOf(subnets);
    }
}
