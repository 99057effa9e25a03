package naru.network.event;

import naru.network.model.Endpoint;
import naru.network.model.Network;
import naru.network.model.Sandbox;

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
     * At start, before anything on the host is looked at or changed: what an earlier process has
     * left standing. {@code networkCreated} and {@code sandboxOpened} follow for each, when the
     * host has been put right.
     */
    default void survived(List<Network> networks, List<Sandbox> sandboxes) {}

    default void networkCreated(Network network) {}

    default void networkDeleted(Network network) {}

    /**
     * The namespace stands and every endpoint is in it. Also called at start for each that
     * survived.
     */
    default void sandboxOpened(Sandbox sandbox) {}

    /** {@code sandbox} is as it stands with {@code endpoint}. */
    default void endpointAttached(Sandbox sandbox, Endpoint endpoint) {}

    /** {@code sandbox} is as it stands without {@code endpoint}. */
    default void endpointDetached(Sandbox sandbox, Endpoint endpoint) {}

    /** The namespace is gone or about to go; nothing in it may be used any more. */
    default void sandboxClosed(Sandbox sandbox) {}

    /** {@code sandbox} carries the new container name. */
    default void sandboxRenamed(Sandbox sandbox) {}

    /** The virtual addresses of an alias on a network; none when it has none any more. */
    default void aliasAddressed(Network network, String alias, List<InetAddress> addresses) {}

    /** {@code sandbox} is as ready as its container has become. */
    default void readinessChanged(Sandbox sandbox) {}
}
