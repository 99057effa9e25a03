package naru.network.model;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A pool as the user wrote it: text, because every fault in it is reported together with the others
 * of the same request. {@code subnet} null asks for one of the default pools.
 */
public record PoolSpec(
        @Nullable String subnet,
        @Nullable String ipRange,
        @Nullable String gateway,
        Map<String, String> auxiliaryAddresses) {
    public PoolSpec {
        auxiliaryAddresses = Values.copy(auxiliaryAddresses);
    }

    public static PoolSpec ofSubnet(String subnet) {
        return new PoolSpec(subnet, null, null, Map.of());
    }
}
