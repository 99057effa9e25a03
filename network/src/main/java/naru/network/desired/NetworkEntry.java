package naru.network.desired;

import naru.linux.address.Family;
import naru.network.driver.NetworkTraits;
import naru.network.driver.PlannedNetwork;
import naru.network.model.EndpointSpec;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.option.VirtualAliases;
import naru.network.pool.AddressPool;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A network in memory. Creation and deletion hold the write lock, attaching the read lock, so that
 * endpoints are attached concurrently.
 */
public record NetworkEntry(PlannedNetwork planned, List<AddressPool> pools, ReadWriteLock lock) {
    public static NetworkEntry of(PlannedNetwork planned) {
        var pools = planned.network().ipam().pools().stream().map(AddressPool::new).toList();
        return new NetworkEntry(planned, pools, new ReentrantReadWriteLock());
    }

    /**
     * Checks an endpoint's options.
     *
     * @throws naru.network.model.NaruException.Invalid naming the invalid one
     */
    public void checkOptions(EndpointSpec spec) {
        planned.checkEndpoint(spec);
        VirtualAliases.check(network(), spec, traits().virtualLink().isPresent());
    }

    public Network network() {
        return planned.network();
    }

    public NetworkTraits traits() {
        return planned.traits();
    }

    public NetworkId id() {
        return network().id();
    }

    /** The pools of a family, in order of allocation. */
    public List<AddressPool> pools(Family family) {
        return pools.stream().filter(pool -> pool.subnet().family() == family).toList();
    }

    /** The pool that an address is from. */
    public Optional<AddressPool> pool(InetAddress address) {
        return pools.stream().filter(pool -> pool.subnet().contains(address)).findFirst();
    }
}
