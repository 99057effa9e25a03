package naru.network.plan;

import naru.network.driver.PassiveNetwork;
import naru.network.host.HostView;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;

/**
 * A network from the journal that this version cannot create. It is listed and can be deleted, not
 * used.
 */
public record BrokenNetwork(Network network, RuntimeException cause) implements PassiveNetwork {
    @Override
    public void attach(
            Endpoint endpoint, boolean translated, SandboxSession inside, HostView view) {
        throw new NaruException.HostFailure(
                "network " + network.name() + " is broken: " + cause.getMessage(), cause);
    }
}
