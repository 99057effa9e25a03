package naru.network.event;

import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Sandbox;
import naru.network.option.NameOptions;

import java.net.InetAddress;
import java.util.List;

/**
 * A change of this host's networks that has taken effect. Sandboxes are carried whole, as they are
 * after the change.
 */
public sealed interface NetworkEvent {
    /**
     * @param names how its names are answered
     */
    record NetworkCreated(Network network, NameOptions names) implements NetworkEvent {}

    record NetworkDeleted(Network network) implements NetworkEvent {}

    /** The namespace exists and every endpoint is attached. */
    record SandboxOpened(Sandbox sandbox) implements NetworkEvent {}

    /** {@code sandbox} has its former state; its endpoints and ports no longer exist. */
    record SandboxClosed(Sandbox sandbox) implements NetworkEvent {}

    /** An endpoint was attached to a sandbox that was open already. */
    record EndpointAttached(Sandbox sandbox, Endpoint endpoint) implements NetworkEvent {}

    /** An endpoint was detached from a sandbox that stays open. */
    record EndpointDetached(Sandbox sandbox, Endpoint endpoint) implements NetworkEvent {}

    /** Ports were published or withdrawn without any change of endpoints. */
    record PortsChanged(Sandbox sandbox) implements NetworkEvent {}

    /** The container has another name; the endpoints have other DNS names. */
    record SandboxRenamed(Sandbox sandbox) implements NetworkEvent {}

    /** The container accepts new work, or no longer does. */
    record ReadinessChanged(Sandbox sandbox) implements NetworkEvent {}

    /** An alias has other virtual addresses; an empty list when it has none any more. */
    record AliasAddressed(Network network, String alias, List<InetAddress> addresses)
            implements NetworkEvent {
        public AliasAddressed {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * Containers of a network cannot be reached because of state of the host, as text for users.
     */
    record TroubleBegan(NetworkId network, String text) implements NetworkEvent {}

    record TroubleEnded(NetworkId network) implements NetworkEvent {}

    /** Another process had damaged a network, such as its bridge, and Naru has restored it. */
    record NetworkRepaired(Network network) implements NetworkEvent {}

    /** Another process had damaged an endpoint, and Naru has restored it. */
    record EndpointRepaired(Sandbox sandbox, Endpoint endpoint) implements NetworkEvent {}

    /** Another process had changed Naru's nftables tables, and Naru has restored them. */
    record RulesRepaired() implements NetworkEvent {}

    /**
     * Anti-spoofing has dropped frames of an endpoint for the first time; {@code frames} so far.
     */
    record FramesDropped(Sandbox sandbox, Endpoint endpoint, long frames) implements NetworkEvent {}

    /** The daemon has started, and the host agrees with its records. */
    record Restored() implements NetworkEvent {}
}
