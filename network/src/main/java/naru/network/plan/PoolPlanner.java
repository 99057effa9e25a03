package naru.network.plan;

import naru.linux.address.Family;
import naru.network.desired.NetworkTable;
import naru.network.model.NaruException;
import naru.network.model.PoolConfig;
import naru.network.model.PoolSpec;
import naru.network.plan.HostSubnets.Taken;
import naru.network.pool.AddressSpace;
import naru.network.pool.PoolCheck;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds pools for a new network: the requested ones, if they are free, and an automatic one for
 * each family without. One thread at a time.
 */
public record PoolPlanner(NetworkTable table, AddressSpace space, HostSubnets hostSubnets) {
    private static final int MOST_CULPRITS = 3;

    /** Those of IPv4 first. */
    List<PoolConfig> plan(List<PoolSpec> specs, Set<Family> families) {
        var checked = new ArrayList<PoolConfig>();
        for (var pool : PoolCheck.check(specs)) {
            if (families.contains(pool.family())) {
                checked.add(pool);
            }
        }
        for (var family : families) {
            if (checked.stream().noneMatch(pool -> pool.family() == family)) {
                checked.add(automatic(family));
            }
        }
        checked.forEach(this::checkFree);
        checked.sort(Comparator.comparing(PoolConfig::family));
        return checked;
    }

    private PoolConfig automatic(Family family) {
        var taken = hostSubnets.list();
        var avoid = taken.stream().map(Taken::prefix).toList();
        var subnet = family == Family.IPV6 ? space.chooseIpv6(avoid) : space.chooseIpv4(avoid);
        return subnet.map(s -> new PoolConfig(s, null, null, Map.of()))
                .orElseThrow(() ->
                        new NaruException.Invalid(
                                "all predefined address pools have been fully subnetted: delete"
                                        + " networks that are not used, name a subnet, or configure"
                                        + " default-address-pools"
                                        + culprits(taken)));
    }

    /** The host's subnets that conflict with automatic ones, a few at most. */
    private String culprits(List<Taken> taken) {
        var ours = table.exclusives();
        var words =
                taken.stream()
                        .filter(t -> !ours.contains(t.link()) && space.isPool(t.prefix()))
                        .map(Taken::words)
                        .limit(MOST_CULPRITS)
                        .collect(Collectors.joining(", "));
        return words.isEmpty() ? "" : " (in their way: " + words + ")";
    }

    private void checkFree(PoolConfig pool) {
        space.conflict(pool)
                .ifPresent(holder -> {
                    throw new NaruException.Forbidden(
                            "invalid pool request: Pool overlaps with other one on this"
                                    + " address space: %s and network %s"
                                            .formatted(pool.subnet(), table.name(holder)));
                });
    }

    /** The first usable address is the gateway unless another one was named. */
    static PoolConfig withGateway(PoolConfig pool) {
        var gateway = pool.gateway();
        if (gateway == null) {
            gateway = firstUsable(pool);
        } else if (pool.auxiliaryAddresses().containsValue(gateway)) {
            throw new NaruException.HostFailure(
                    "failed to allocate gateway (%s): Address already in use"
                            .formatted(gateway.getHostAddress()));
        }
        return new PoolConfig(pool.subnet(), pool.ipRange(), gateway, pool.auxiliaryAddresses());
    }

    private static InetAddress firstUsable(PoolConfig pool) {
        boolean everyAddressCounts = pool.subnet().bits() - pool.subnet().length() < 2;
        var offset = everyAddressCounts ? BigInteger.ZERO : BigInteger.ONE;
        var address = pool.subnet().addressAt(offset);
        while (pool.auxiliaryAddresses().containsValue(address)) {
            offset = offset.add(BigInteger.ONE);
            address = pool.subnet().addressAt(offset);
        }
        return address;
    }
}
