package naru.network.desired;

import naru.linux.address.Family;
import naru.network.driver.NetworkTraits;
import naru.network.driver.PlannedNetwork;
import naru.network.event.NetworkEvent.NetworkCreated;
import naru.network.model.DriverOptions;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.option.EndpointOptionReader;
import naru.network.option.NameOptions;
import naru.network.option.VirtualAliases;
import naru.network.pool.AddressPool;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A network in memory. Creation and deletion hold the write lock, attaching the read lock, so that
 * endpoints are attached concurrently.
 *
 * @param names how its names are answered
 * @param virtual the aliases for which it requests virtual addresses
 */
public record NetworkEntry(
        PlannedNetwork planned,
        NameOptions names,
        VirtualAliases virtual,
        List<AddressPool> pools,
        ReadWriteLock lock) {
    public static NetworkEntry of(
            PlannedNetwork planned, NameOptions names, VirtualAliases virtual) {
        var pools = planned.network().ipam().pools().stream().map(AddressPool::new).toList();
        return new NetworkEntry(planned, names, virtual, pools, new ReentrantReadWriteLock());
    }

    /** A network without options for names. */
    public static NetworkEntry of(PlannedNetwork planned) {
        return of(planned, NameOptions.USUAL, VirtualAliases.NONE);
    }

    /**
     * Checks the virtual aliases.
     *
     * @throws NaruException.Invalid if the network cannot have any
     */
    public void checkVirtual() {
        if (!virtual.names().isEmpty()) {
            requireVirtual(VirtualAliases.NAMES);
        }
    }

    /**
     * Reads and checks an endpoint's options.
     *
     * @throws NaruException.Invalid naming the invalid one
     */
    public DriverOptions options(EndpointSpec spec) {
        planned.checkEndpoint(spec);
        var options = EndpointOptionReader.read(spec.driverOptions());
        if (!virtualAliases(spec.aliases(), options).isEmpty()) {
            requireVirtual(EndpointOptionReader.VIRTUAL);
        }
        return options;
    }

    private void requireVirtual(String option) {
        if (traits().virtualLink().isEmpty() || !network().hasNames()) {
            throw new NaruException.Invalid(
                    "invalid %s: network %s has no virtual addresses: it is no bridge, or the host has no address on it"
                            .formatted(option, network().name()));
        }
    }

    /** The aliases of an endpoint that have a virtual address. */
    public Set<String> virtualAliases(Endpoint endpoint) {
        return virtualAliases(endpoint.aliases(), endpoint.driverOptions());
    }

    private Set<String> virtualAliases(List<String> aliases, DriverOptions options) {
        return network().hasNames() ? virtual.among(aliases, options.virtual()) : Set.of();
    }

    /** The announcement of the network to listeners. */
    public NetworkCreated created() {
        return new NetworkCreated(network(), names);
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
