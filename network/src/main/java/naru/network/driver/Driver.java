package naru.network.driver;

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

    /** Whether networks of this kind hand out addresses. */
    boolean hasAddresses();

    /** Whether a network with these options sets an address aside for its gateway. */
    default boolean hasGateway(Map<String, String> options, boolean ipv6) {
        return true;
    }

    /**
     * The router of a subnet for which the user has named none, where the kind of network assumes
     * one.
     */
    default Optional<InetAddress> assumedRouter(Map<String, String> options, PoolConfig pool) {
        return Optional.empty();
    }

    /**
     * Whether a change to the host's links, addresses or routes may have broken a network of this
     * kind, beside those links that carry our tag. For the thread that listens to the kernel.
     */
    default boolean matters(RouteEvent event) {
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
     * Checks the options of a network and returns what it would be on this host. Changes nothing
     * outside this process.
     *
     * @throws naru.network.model.NaruException.Invalid naming the option that is wrong
     */
    PlannedNetwork plan(Network network);

    /** Ends background work. Networks and endpoints stay as they are. */
    default void close() {}
}
