package naru.network.driver;

import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;

/** The kinds of networks without kernel objects: {@code host} and {@code null}. */
public record PassiveDriver(String name) implements Driver {
    @Override
    public boolean hasAddresses() {
        return false;
    }

    /** They exist from the start, once each. */
    @Override
    public void checkRequest(NetworkSpec spec) {
        throw new NaruException.Forbidden(
                "only one instance of \"" + name + "\" network is allowed");
    }

    @Override
    public PlannedNetwork plan(Network network) {
        return new Nothing(network);
    }

    private record Nothing(Network network) implements PassiveNetwork {}
}
