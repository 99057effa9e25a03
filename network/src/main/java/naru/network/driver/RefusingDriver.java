package naru.network.driver;

import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;

/**
 * A kind of network that Docker knows and this host cannot provide.
 *
 * @param reason the message of the refusal
 */
public record RefusingDriver(String name, String reason) implements Driver {
    @Override
    public boolean hasAddresses() {
        return false;
    }

    @Override
    public void checkRequest(NetworkSpec spec) {
        throw new NaruException.Forbidden(reason);
    }

    @Override
    public PlannedNetwork plan(Network network) {
        throw new NaruException.Forbidden(reason);
    }
}
