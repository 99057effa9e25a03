package naru.network.event;

import naru.network.event.NetworkEvent.NetworkCreated;
import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.PeerEndpoint;
import naru.network.model.Sandbox;
import naru.network.option.NameOptions;

import java.net.InetAddress;
import java.util.List;

/**
 * Notified of every change before it is acknowledged, on the thread of the change and under the
 * lock of its container or network, so a listener receives changes to one object in order and must
 * return soon. An exception from {@code networkCreated}, {@code sandboxOpened} or {@code
 * endpointAttached} undoes the change; exceptions from other methods are logged.
 */
public interface NetworkListener {
    /**
     * At start, before the host is examined or changed: the state of an earlier process. {@code
     * networkCreated} and {@code sandboxOpened} follow for each, after the host has been
     * reconciled.
     */
    default void survived(List<NetworkCreated> networks, List<Sandbox> sandboxes) {}

    /**
     * @param names how its names are answered
     */
    default void networkCreated(Network network, NameOptions names) {}

    default void networkDeleted(Network network) {}

    /**
     * The namespace exists and contains every endpoint. Also called at start for each that
     * survived.
     */
    default void sandboxOpened(Sandbox sandbox) {}

    /** {@code sandbox} includes {@code endpoint}. */
    default void endpointAttached(Sandbox sandbox, Endpoint endpoint) {}

    /** {@code sandbox} no longer includes {@code endpoint}. */
    default void endpointDetached(Sandbox sandbox, Endpoint endpoint) {}

    /** The namespace has ended or is about to end; it must not be used any more. */
    default void sandboxClosed(Sandbox sandbox) {}

    /** {@code sandbox} carries the new container name. */
    default void sandboxRenamed(Sandbox sandbox) {}

    /** The virtual addresses of an alias on a network; none when it has none any more. */
    default void aliasAddressed(Network network, String alias, List<InetAddress> addresses) {}

    /** An endpoint of another host has appeared or changed. */
    default void peerPresent(Network network, PeerEndpoint peer) {}

    /** An endpoint of another host has disappeared. */
    default void peerGone(Network network, PeerEndpoint peer) {}

    /** {@code sandbox} has the new readiness. */
    default void readinessChanged(Sandbox sandbox) {}
}
