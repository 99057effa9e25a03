package naru.network.shared;

import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The networks that this host shares with others: their definitions and addresses are in a store of
 * all hosts. Implementations pass definitions and the endpoints of other hosts to {@code Networks}
 * as they appear there. For any thread; methods that use the store block.
 *
 * <p>All methods throw {@link NaruException.Exhausted} if the store does not answer.
 */
public interface SharedNetworks {
    /**
     * Records the definition of a new network, and waits until this host has adopted it.
     *
     * @param define decides on a definition; called again if others have changed meanwhile
     * @throws NaruException.Exhausted if this host shares no networks
     */
    Network create(Function<Existing, Network> define);

    /**
     * Removes a definition, and waits until this host has abandoned the network. An absent one is
     * not an error.
     *
     * @throws NaruException.Forbidden naming the containers of other hosts that are attached
     */
    void delete(Network network);

    /**
     * Claims the addresses of a planned endpoint, all of them or none.
     *
     * @param insisted addresses that are taken even if they rest after use by another container
     * @return the address that another holder has; empty if the claim was granted
     * @throws NaruException.NotFound if the network no longer exists
     */
    Optional<Loss> claim(Endpoint endpoint, Owner owner, Set<InetAddress> insisted);

    /**
     * Releases the addresses of an endpoint. Returns at once; repeated in the background until the
     * store has confirmed it.
     */
    void release(Endpoint endpoint);

    /** The hosts with endpoints on a network, this one included, in the order of their names. */
    List<Peer> peers(NetworkId network);

    /**
     * Where this host begins to search for free addresses, so that hosts rarely choose the same
     * one. Taken modulo the size of the range.
     */
    int firstOffset();

    /** The container of an endpoint. */
    record Owner(String containerId, String containerName) {}

    /**
     * @param holder as text for users
     * @param resting whether its holder has released it a short time ago
     */
    record Loss(InetAddress address, String holder, boolean resting) {}

    /**
     * @param address of its tunnels
     */
    record Peer(String name, InetAddress address) {}
}
