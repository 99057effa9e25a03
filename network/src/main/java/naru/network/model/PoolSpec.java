package naru.network.model;

import naru.network.address.Addresses;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * A requested pool, as text, because all errors of a request are reported together. A null {@code
 * subnet} requests one of the default pools.
 */
public record PoolSpec(
        @Nullable String subnet,
        @Nullable String ipRange,
        @Nullable String gateway,
        Map<String, String> auxiliaryAddresses) {
    public PoolSpec {
        auxiliaryAddresses = Values.copy(auxiliaryAddresses);
    }

    /** Whether a pool satisfies this request; null accepts any value. */
    public boolean fits(PoolConfig pool) {
        var auxiliary = new HashMap<String, String>();
        pool.auxiliaryAddresses()
                .forEach((name, address) -> auxiliary.put(name, Addresses.text(address)));
        return fits(subnet, pool.subnet())
                && fits(ipRange, pool.ipRange())
                && fits(gateway, pool.gateway() == null ? null : Addresses.text(pool.gateway()))
                && auxiliaryAddresses.equals(auxiliary);
    }

    private static boolean fits(@Nullable String wanted, @Nullable Object present) {
        return wanted == null || (present != null && wanted.equals(present.toString()));
    }

    public static PoolSpec ofSubnet(String subnet) {
        return new PoolSpec(subnet, null, null, Map.of());
    }
}
