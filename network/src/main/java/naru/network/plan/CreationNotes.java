package naru.network.plan;

import naru.network.address.Addresses;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolConfig;
import naru.network.model.PoolSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Notes for the user where a new network differs from its request. Pure. */
public final class CreationNotes {
    private static final Set<String> LAN_DRIVERS = Set.of("macvlan", "ipvlan");

    private CreationNotes() {}

    public static List<String> of(NetworkSpec spec, Network network) {
        var notes = new ArrayList<String>();
        if (network.configOnly()) {
            return notes;
        }
        for (var pool : network.ipam().unusedPools()) {
            notes.add(
                    "subnet %s of network %s is not used, since %s is not enabled there"
                            .formatted(
                                    pool.subnet(),
                                    network.name(),
                                    pool.family().choose("IPv4", "IPv6 (--ipv6)")));
        }
        if (LAN_DRIVERS.contains(network.driver())) {
            network.ipam().pools().stream()
                    .filter(pool -> isAssumed(pool, spec))
                    .forEach(pool -> notes.add(assumed(pool, network)));
        }
        return notes;
    }

    private static boolean isAssumed(PoolConfig pool, NetworkSpec spec) {
        return pool.gateway() != null
                && spec.ipam().pools().stream()
                        .anyMatch(asked ->
                                pool.subnet().toString().equals(asked.subnet()) && isUnset(asked));
    }

    private static boolean isUnset(PoolSpec asked) {
        var gateway = asked.gateway();
        return gateway == null || gateway.isEmpty();
    }

    private static String assumed(PoolConfig pool, Network network) {
        var gateway = pool.gateway();
        return "network %s has no --gateway: the first address of %s, %s, is taken for the router's"
                .formatted(
                        network.name(),
                        pool.subnet(),
                        gateway == null ? "" : Addresses.text(gateway));
    }
}
