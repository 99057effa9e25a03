package naru.cli;

import static java.util.Objects.requireNonNull;

import naru.linux.route.Change;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.network.driver.Driver;
import naru.network.driver.EndpointAddresses;
import naru.network.driver.NetworkTraits;
import naru.network.driver.NetworkTraits.Interfaces;
import naru.network.driver.PassiveNetwork;
import naru.network.driver.PlannedNetwork;
import naru.network.host.HostView;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;

import java.util.ArrayList;

/** A driver outside of its module: each endpoint is a bridge without ports. */
record DummyDriver() implements Driver {
    @Override
    public String name() {
        return "dummy";
    }

    @Override
    public boolean hasAddresses() {
        return true;
    }

    @Override
    public PlannedNetwork plan(Network network) {
        if (!network.options().isEmpty()) {
            throw new NaruException.Invalid("dummy networks have no options");
        }
        return new DummyNetwork(network);
    }

    private record DummyNetwork(Network network) implements PassiveNetwork {
        @Override
        public NetworkTraits traits() {
            return NetworkTraits.ofLan(new Interfaces("dum", false, false));
        }

        @Override
        public void attach(
                Endpoint endpoint, boolean translated, SandboxSession inside, HostView view) {
            var name = requireNonNull(endpoint.interfaceName());
            inside.route().apply(new LinkChange.AddPlain(name, "bridge", LinkSettings.NONE));
            int index = inside.route().link(name).orElseThrow().index();
            var changes = new ArrayList<Change>(EndpointAddresses.on(index, endpoint));
            changes.add(LinkChange.up(LinkRef.of(index)));
            inside.later(changes);
        }
    }
}
