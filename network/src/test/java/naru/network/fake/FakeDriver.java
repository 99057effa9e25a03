package naru.network.fake;

import naru.linux.address.Family;
import naru.network.driver.Driver;
import naru.network.driver.NetworkTraits;
import naru.network.driver.PassiveNetwork;
import naru.network.driver.PlannedNetwork;
import naru.network.host.HostView;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolConfig;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A kind of network that makes nothing, and can refuse everything. */
public final class FakeDriver implements Driver {
    /** What was called, such as {@code create front}. */
    public final List<String> calls = new ArrayList<>();

    public boolean isShared;
    public boolean hasAddresses = true;
    public boolean hasGateway = true;
    public Optional<InetAddress> router = Optional.empty();

    /** Called with each call; may throw. */
    public Consumer<String> failure = _ -> {};

    /** Whether a network lacks anything when it is created again. */
    public boolean lacking;

    /** The traits of a network; passive ones at first. */
    public UnaryOperator<NetworkTraits> traits = UnaryOperator.identity();

    private final String name;

    public FakeDriver(String name) {
        this.name = name;
    }

    private void called(String call) {
        calls.add(call);
        failure.accept(call);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isShared() {
        return isShared;
    }

    @Override
    public boolean hasAddresses() {
        return hasAddresses;
    }

    @Override
    public boolean hasGateway(Map<String, String> options, Family family) {
        return hasGateway;
    }

    @Override
    public Optional<InetAddress> assumedRouter(Map<String, String> options, PoolConfig pool) {
        return router;
    }

    @Override
    public void checkRequest(NetworkSpec spec) {
        called("request " + spec.name());
    }

    @Override
    public PlannedNetwork plan(Network network) {
        called("plan " + network.name());
        return new Planned(network, traits.apply(NetworkTraits.PASSIVE));
    }

    private final class Planned implements PassiveNetwork {
        private final Network network;
        private final NetworkTraits own;

        Planned(Network network, NetworkTraits own) {
            this.network = network;
            this.own = own;
        }

        @Override
        public Network network() {
            return network;
        }

        @Override
        public NetworkTraits traits() {
            return own;
        }

        /** Nothing is made in the kernel, so there is no way to a router. */
        @Override
        public InetAddress gateway(PoolConfig pool) {
            return isShared ? null : pool.router();
        }

        @Override
        public void checkNew() {
            called("new " + network.name());
        }

        @Override
        public void checkBeside(PlannedNetwork other) {
            called("beside " + other.network().name());
        }

        @Override
        public boolean create(HostView view) {
            called("create " + network.name());
            return lacking;
        }

        @Override
        public void delete() {
            called("delete " + network.name());
        }
    }
}
