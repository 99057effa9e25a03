package naru.network.firewall;

/** What the firewall has to know of a bridge. Containers with {@code icc} reach each other. */
public record BridgeRules(String bridge, boolean icc, boolean masquerade, boolean internal) {}
