package naru.network.plan;

import naru.network.driver.PlannedNetwork;
import naru.network.host.HostView;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;

/**
 * A network from the journal that this version cannot make. It can be seen and deleted, not used.
 */
public record BrokenNetwork(Network network, RuntimeException cause) implements PlannedNetwork {
    @Override
    public void create(HostView view) {}

    @Override
    public void delete() {}

    @Override
    public void attach(Endpoint endpoint, boolean publishes, SandboxSession inside, HostView view) {
        throw new NaruException.HostFailure(
                "network " + network.name() + " is broken: " + cause.getMessage(), cause);
    }

    @Override
    public boolean isAttached(Endpoint endpoint, boolean publishes, HostView view) {
        return true;
    }

    @Override
    public boolean passes(Endpoint endpoint, HostView view) {
        return true;
    }

    @Override
    public void detach(Endpoint endpoint) {}

    @Override
    public void remove(Endpoint endpoint) {}
}
