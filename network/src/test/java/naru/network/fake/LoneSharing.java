package naru.network.fake;

import naru.network.Networks;
import naru.network.address.Prefix;
import naru.network.model.Endpoint;
import naru.network.model.IpamSpec;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.NetworkSpec;
import naru.network.settings.DefaultPool;
import naru.network.shared.Existing;
import naru.network.shared.SharedNetworks;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Shared networks of a host without a store: each definition is adopted, each claim granted. */
public final class LoneSharing implements SharedNetworks {
    private final Supplier<Networks> networks;
    private int number;

    public LoneSharing(Supplier<Networks> networks) {
        this.networks = networks;
    }

    /** A request for an overlay network for containers of any kind. */
    public static NetworkSpec overlay(
            String name, IpamSpec ipam, boolean ipv6, Map<String, String> options) {
        return new NetworkSpec(
                name, "overlay", null, ipv6, ipam, false, true, false, false, null, options,
                Map.of());
    }

    @Override
    public Network create(Function<Existing, Network> define) {
        var id = new NetworkId("%012d%013d".formatted(++number, 0)); // the first twelve differ
        var pools = List.of(new DefaultPool(Prefix.parse("10.0.0.0/8"), 24));
        var network = define.apply(new Existing(id, List.of(), pools, Map.of()));
        networks.get().adopt(network);
        return network;
    }

    @Override
    public void delete(Network network) {
        networks.get().abandon(network.id());
    }

    @Override
    public Optional<Loss> claim(Endpoint endpoint, Owner owner, Set<InetAddress> insisted) {
        return Optional.empty();
    }

    @Override
    public void release(Endpoint endpoint) {}

    @Override
    public List<Peer> peers(NetworkId network) {
        return List.of();
    }

    @Override
    public int firstOffset() {
        return 0;
    }
}
