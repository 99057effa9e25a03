package naru.network.driver;

import naru.network.firewall.PortGuard;
import naru.network.model.Endpoint;
import naru.network.model.GatewayMode;
import naru.network.model.Network;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * A network whose options have passed. Repeating any of these changes nothing, and undoing what is
 * not there is no error. Called under the network's lock, so drivers hold none; attaching and
 * detaching different endpoints may run side by side.
 */
public interface PlannedNetwork {
    Network network();

    /** How the names of interfaces begin; none when endpoints have no interface and no address. */
    default Optional<String> interfacePrefix() {
        return Optional.empty();
    }

    /**
     * Where a port is published that names no address; the unspecified IPv4 one means everywhere.
     */
    default InetAddress bindAddress() {
        return InetAddress.ofLiteral("0.0.0.0");
    }

    /** How containers are joined to the world by a family. */
    default GatewayMode gatewayMode(boolean ipv6) {
        return GatewayMode.NAT;
    }

    /** Whether some of the host's links lead straight to published ports of containers. */
    default boolean hasTrustedLinks() {
        return false;
    }

    /** How many endpoints fit. */
    default int capacity() {
        return Integer.MAX_VALUE;
    }

    /** What no two networks may have in common, such as the name of a bridge; empty for nothing. */
    default String exclusive() {
        return "";
    }

    /**
     * Checks the driver options of an endpoint that is to be attached.
     *
     * @throws naru.network.model.NaruException.Invalid naming the option that is wrong
     */
    default void checkEndpoint(Map<String, String> options) {}

    /** What the container may send through an endpoint; empty when that is not guarded here. */
    default Optional<PortGuard> guard(Endpoint endpoint) {
        return Optional.empty();
    }

    /** Builds the network on this host, or brings back what {@code view} lacks of it. */
    void create(HostView view);

    /** Undoes {@link #create}. */
    void delete();

    /**
     * Joins a sandbox to the network, or brings back what {@code view} lacks of the endpoint.
     * {@code publishes} says whether the container's published ports lead here. What is to be done
     * inside may wait for {@link Inside#apply}.
     */
    void attach(Endpoint endpoint, boolean publishes, Inside inside, HostView view);

    /** Whether {@code view} has what {@link #attach} makes. */
    boolean isAttached(Endpoint endpoint, boolean publishes, HostView view);

    /**
     * Whether packets of an endpoint pass: the kernel lets them some time after {@link #attach},
     * and drops those that come before.
     */
    boolean passes(Endpoint endpoint, HostView view);

    /** Tells neighbours where the addresses of an endpoint are, once its packets pass. */
    default void announce(Endpoint endpoint) {}

    /** Takes an endpoint out of service; what is left of it goes with its namespace. */
    void detach(Endpoint endpoint);

    /** Removes an endpoint from a namespace that lives on. Waits for the kernel, some 20 ms. */
    void remove(Endpoint endpoint);
}
