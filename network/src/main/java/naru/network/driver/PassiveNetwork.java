package naru.network.driver;

import naru.network.host.HostView;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;

/** A network without kernel objects, unless a method is overridden. */
public interface PassiveNetwork extends PlannedNetwork {
    @Override
    default NetworkTraits traits() {
        return NetworkTraits.PASSIVE;
    }

    @Override
    default boolean create(HostView view) {
        return false;
    }

    @Override
    default void delete() {}

    @Override
    default void attach(
            Endpoint endpoint, boolean translated, SandboxSession inside, HostView view) {}

    @Override
    default boolean isAttached(Endpoint endpoint, boolean translated, HostView view) {
        return true;
    }

    @Override
    default boolean passes(Endpoint endpoint, HostView view) {
        return true;
    }

    @Override
    default void detach(Endpoint endpoint) {}

    @Override
    default void discard(Endpoint endpoint) {}
}
