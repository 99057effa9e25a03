package naru.network.driver;

import naru.linux.route.Link;
import naru.network.address.MacAddress;
import naru.network.host.HostView;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.Network;
import naru.network.model.PoolConfig;
import naru.network.option.GatewayMode;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.file.Path;
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

    /** Whether its subnets are its own on this host; those of a LAN are there without us. */
    default boolean ownsSubnets() {
        return true;
    }

    /** Whether ports of the host can lead to its containers. */
    default boolean publishes() {
        return true;
    }

    /** Whether each endpoint has a host end, a cable's other end on this host. */
    default boolean hasHostEnds() {
        return true;
    }

    /**
     * The link where this host answers for virtual addresses; none where packets between containers
     * do not come its way.
     */
    default Optional<String> virtualLink() {
        return Optional.empty();
    }

    /** Whether each endpoint has a MAC address of its own. */
    default boolean hasMacAddresses() {
        return true;
    }

    /**
     * By whom a container with an address of {@code pool} leaves; the unspecified address stands
     * for its own link, on which everybody is a neighbour then. Not asked of internal networks.
     */
    default @Nullable InetAddress gateway(PoolConfig pool) {
        return pool.router();
    }

    /**
     * Checks that a new network can be made on this host as it is now.
     *
     * @throws naru.network.model.NaruException saying what the host lacks
     */
    default void checkNew() {}

    /**
     * Checks that a new network can be there beside another one.
     *
     * @throws naru.network.model.NaruException saying what both want for themselves
     */
    default void checkBeside(PlannedNetwork other) {}

    /**
     * Checks an endpoint that is to be attached, as far as it can be judged without a container.
     *
     * @throws naru.network.model.NaruException naming what is wrong
     */
    default void checkEndpoint(EndpointSpec endpoint) {}

    /**
     * Who outside of this host has an address, as far as that can be found out; asked before the
     * address is taken.
     */
    default Optional<MacAddress> stranger(InetAddress address) {
        return Optional.empty();
    }

    /** What the container may send through an endpoint; empty when that is not guarded here. */
    default Optional<BridgePortGuard> guard(Endpoint endpoint) {
        return Optional.empty();
    }

    /** How an endpoint is kept apart from the others; empty when it is not, or not here. */
    default Optional<IsolatedBridgePort> apart(Endpoint endpoint) {
        return Optional.empty();
    }

    /** Who hands out IPv4 addresses in place of pools; empty when pools do. */
    default Optional<AddressService> addressService() {
        return Optional.empty();
    }

    /** Builds the network on this host, or brings back what {@code view} lacks of it. */
    void create(HostView view);

    /**
     * What of a link, as its owner's name says, is not as {@link #create} makes it, for people:
     * {@code is down}. Empty where nothing is wrong that the link itself tells, or it is not the
     * network's.
     */
    default Optional<String> fault(Link own) {
        return Optional.empty();
    }

    /** The same of the host end of an endpoint, which {@link #attach} makes. */
    default Optional<String> fault(Endpoint endpoint, boolean publishes, Link hostEnd) {
        return Optional.empty();
    }

    /** Undoes {@link #create}. */
    void delete();

    /**
     * Joins a sandbox to the network, or brings back what {@code view} lacks of the endpoint.
     * {@code publishes} says whether the container's published ports lead here. What is to be done
     * inside may wait for {@link SandboxSession#apply}.
     */
    void attach(Endpoint endpoint, boolean publishes, SandboxSession inside, HostView view);

    /** Whether {@code view} has what {@link #attach} makes. */
    boolean isAttached(Endpoint endpoint, boolean publishes, HostView view);

    /**
     * Whether the sandbox still has what {@link #attach} makes inside it. Asked where {@link
     * #isAttached} says yes; a cable's two ends come and go together.
     */
    default boolean isInside(Endpoint endpoint, Path netns) {
        return true;
    }

    /**
     * Whether packets of an endpoint pass: the kernel lets them some time after {@link #attach},
     * and drops those that come before.
     */
    boolean passes(Endpoint endpoint, HostView view);

    /** Announces the addresses of an endpoint to its neighbours, once its packets pass. */
    default void announce(Endpoint endpoint, Path netns) {}

    /**
     * Takes away what {@link #attach} makes inside and what would live as long as the namespace
     * otherwise. Comes before {@link #detach} and {@link #remove}; a namespace that has gone is no
     * error.
     */
    default void leave(Endpoint endpoint, Path netns) {}

    /** Takes an endpoint out of service; what is left of it goes with its namespace. */
    void detach(Endpoint endpoint);

    /** Removes an endpoint from a namespace that lives on. Waits for the kernel, some 20 ms. */
    void remove(Endpoint endpoint);

    /** What on this host, but not of ours, keeps containers from being reached now, for people. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /**
     * Removes what an endpoint has left on the host that carries no tag. Its sandbox has not
     * outlived the last daemon; what is tagged has gone already.
     */
    default void forget(Endpoint endpoint) {}
}
