package naru.network.driver.veth;

import naru.linux.route.Link;
import naru.network.driver.BridgePortGuard;
import naru.network.driver.PlannedNetwork;
import naru.network.host.HostView;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;

import java.nio.file.Path;
import java.util.Optional;

/** A network whose endpoints are ports of a bridge, each one end of a veth pair. */
public interface VethNetwork extends PlannedNetwork {
    BridgeEndpoints endpoints();

    @Override
    default Optional<BridgePortGuard> guard(Endpoint endpoint) {
        return endpoints().guard(endpoint);
    }

    @Override
    default void attach(
            Endpoint endpoint, boolean translated, SandboxSession inside, HostView view) {
        endpoints().attach(endpoint, translated, inside, view);
    }

    @Override
    default boolean isAttached(Endpoint endpoint, boolean translated, HostView view) {
        return endpoints().isAttached(endpoint, translated, view);
    }

    @Override
    default Optional<String> fault(Endpoint endpoint, boolean translated, Link hostEnd) {
        return endpoints().fault(endpoint, translated, hostEnd);
    }

    @Override
    default boolean isInside(Endpoint endpoint, Path netns) {
        return endpoints().isInside(endpoint, netns);
    }

    @Override
    default boolean passes(Endpoint endpoint, HostView view) {
        return endpoints().passes(endpoint, view);
    }

    @Override
    default void announce(Endpoint endpoint, Path netns) {
        endpoints().announce(endpoint, netns);
    }

    @Override
    default void detach(Endpoint endpoint) {
        endpoints().detach(endpoint);
    }

    @Override
    default void discard(Endpoint endpoint) {
        endpoints().discard(endpoint);
    }
}
