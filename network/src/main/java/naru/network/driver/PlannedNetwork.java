package naru.network.driver;

import naru.linux.route.Link;
import naru.network.address.MacAddress;
import naru.network.host.HostView;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.Network;
import naru.network.model.PoolConfig;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A network with validated options. {@link #create} precedes {@link #attach}; {@link #quiesce},
 * then {@link #detach} or {@link #discard}, undo the latter, and {@link #delete} undoes the former.
 * Repeating any of these methods changes nothing, and undoing an absent change is not an error.
 * Called under the network's lock, so drivers hold none; different endpoints may be attached and
 * detached concurrently.
 */
public interface PlannedNetwork {
    Network network();

    NetworkTraits traits();

    /**
     * The default gateway for {@code pool}; the unspecified address means an on-link default route.
     * Not called for internal networks.
     */
    default @Nullable InetAddress gateway(PoolConfig pool) {
        return pool.router();
    }

    /**
     * Checks that a new network can be created on this host in its current state.
     *
     * @throws naru.network.model.NaruException naming the missing requirement
     */
    default void checkNew() {}

    /**
     * Checks that a new network can coexist with another one.
     *
     * @throws naru.network.model.NaruException naming the conflicting resource
     */
    default void checkBeside(PlannedNetwork other) {}

    /**
     * Checks an endpoint that is to be attached, as far as it can be judged without a container.
     *
     * @throws naru.network.model.NaruException naming the error
     */
    default void checkEndpoint(EndpointSpec endpoint) {}

    /**
     * Probes the LAN for another host that already uses an address; called before it is allocated.
     */
    default Optional<MacAddress> conflictingHost(InetAddress address) {
        return Optional.empty();
    }

    /**
     * The source addresses that the container may use on an endpoint; empty without anti-spoofing.
     */
    default Optional<BridgePortGuard> guard(Endpoint endpoint) {
        return Optional.empty();
    }

    /**
     * The isolation of an endpoint from the others; empty if it is not isolated by bridge ports.
     */
    default Optional<IsolatedBridgePort> isolation(Endpoint endpoint) {
        return Optional.empty();
    }

    /**
     * The bridge port of an endpoint from which no frame may reach the host itself; empty if the
     * host is reachable.
     */
    default Optional<String> walledPort(Endpoint endpoint) {
        return Optional.empty();
    }

    /** The service that assigns IPv4 addresses instead of pools; empty if pools do. */
    default Optional<AddressService> addressService() {
        return Optional.empty();
    }

    /**
     * Creates the network on this host, or restores what {@code view} lacks of it. Returns whether
     * it lacked anything.
     */
    boolean create(HostView view);

    /**
     * How a link deviates from what {@link #create} sets up, as text for users: {@code is down}.
     * Empty if it matches or does not belong to the network.
     */
    default Optional<String> fault(Link own) {
        return Optional.empty();
    }

    /** The same for the host end of an endpoint, which {@link #attach} creates. */
    default Optional<String> fault(Endpoint endpoint, boolean translated, Link hostEnd) {
        return Optional.empty();
    }

    /** Undoes {@link #create}. */
    void delete();

    /**
     * Attaches a sandbox to the network, or restores what {@code view} lacks of the endpoint.
     * {@code translated} is whether packets for published ports or virtual addresses are translated
     * to addresses of the endpoint. Changes inside may be deferred to {@link SandboxSession#apply}.
     */
    void attach(Endpoint endpoint, boolean translated, SandboxSession inside, HostView view);

    /** Whether {@code view} has the host objects of {@link #attach}. */
    boolean isAttached(Endpoint endpoint, boolean translated, HostView view);

    /**
     * Whether the sandbox still has the objects of {@link #attach}. Called if {@link #isAttached}
     * is true; both ends of a veth pair exist together.
     */
    default boolean isInside(Endpoint endpoint, Path netns) {
        return true;
    }

    /**
     * Whether an endpoint can send packets: the kernel drops them until some time after {@link
     * #attach}.
     */
    boolean passes(Endpoint endpoint, HostView view);

    /** Announces the addresses of an endpoint to its neighbours, once it can send packets. */
    default void announce(Endpoint endpoint, Path netns) {}

    /**
     * Removes objects of {@link #attach} inside the sandbox that would otherwise live as long as
     * the namespace. Called before {@link #detach} and {@link #discard}; an ended namespace is not
     * an error.
     */
    default void quiesce(Endpoint endpoint, Path netns) {}

    /**
     * Takes an endpoint out of service whose namespace ends or has ended; the kernel removes the
     * rest with the namespace.
     */
    void detach(Endpoint endpoint);

    /**
     * Removes an endpoint from a namespace that continues to exist. Waits for the kernel, some 20
     * ms.
     */
    void discard(Endpoint endpoint);

    /**
     * Why containers are currently unreachable because of foreign state on this host, as text for
     * users.
     */
    default Optional<String> trouble() {
        return Optional.empty();
    }
}
