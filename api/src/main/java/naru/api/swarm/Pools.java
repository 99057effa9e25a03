package naru.api.swarm;

import naru.cluster.record.ClusterRecord;
import naru.network.address.Prefix;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The address pools of a cluster, as clients name them. The messages are Docker's. */
final class Pools {
    private static final int MAX_SIZE = 29;

    private Pools() {}

    static List<String> checked(@Nullable List<String> given, int subnetSize) {
        if (given == null) {
            return List.of();
        }
        int size = subnetSize == 0 ? ClusterRecord.DEFAULT_SUBNET_SIZE : subnetSize;
        if (size > MAX_SIZE) {
            throw new NaruException.Invalid("subnet size is out of range: " + size);
        }
        var pools = new ArrayList<Prefix>();
        for (var text : given) {
            var pool = parse(text);
            if (pool.length() > size) {
                throw new NaruException.Invalid(
                        "invalid CIDR: \"%s\". Subnet size is too small for pool".formatted(text));
            }
            for (var other : pools) {
                if (other.overlaps(pool)) {
                    throw new NaruException.Invalid(
                            "Address pool %s overlaps with %s".formatted(pool, other));
                }
            }
            pools.add(pool);
        }
        return pools.stream().map(Prefix::toString).toList();
    }

    private static Prefix parse(String text) {
        try {
            return Prefix.parse(text);
        } catch (IllegalArgumentException e) {
            throw new NaruException.Invalid("invalid CIDR address: " + text);
        }
    }
}
