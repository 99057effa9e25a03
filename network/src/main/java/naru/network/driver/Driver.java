package naru.network.driver;

import naru.linux.address.Family;
import naru.linux.route.RouteEvent;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolConfig;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/** A kind of network. */
public interface Driver {
    /** The name users write, such as {@code bridge}. */
    String name();

    /** Whether networks of this kind exist on several hosts. */
    default boolean isShared() {
        return false;
    }

    /** Whether networks of this kind assign addresses. */
    boolean hasAddresses();

    /** Whether a network with these options reserves an address for its gateway. */
    default boolean hasGateway(Map<String, String> options, Family family) {
        return true;
    }

    /**
     * The assumed router of a subnet without a given gateway, if this kind of network assumes one.
     */
    default Optional<InetAddress> assumedRouter(Map<String, String> options, PoolConfig pool) {
        return Optional.empty();
    }

    /**
     * Records a change to the host's links, addresses or routes, and returns whether it may affect
     * a network of this kind, besides links with Naru's tag. For the monitor thread.
     */
    default boolean note(RouteEvent event) {
        return false;
    }

    /**
     * Checks that users may create a network of this kind. The options are checked by {@link
     * #plan}.
     *
     * @throws naru.network.model.NaruException saying why they may not
     */
    default void checkRequest(NetworkSpec spec) {}

    /**
     * Checks the options of a network and returns the planned network. Changes nothing outside this
     * process.
     *
     * @throws naru.network.model.NaruException.Invalid naming the invalid option
     */
    PlannedNetwork plan(Network network);

    /** Ends background work. Networks and endpoints stay as they are. */
    default void close() {}
}
