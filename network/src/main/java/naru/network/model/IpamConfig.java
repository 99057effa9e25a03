package naru.network.model;

import java.util.List;
import java.util.Map;

/**
 * The address management of a network, IPv4 pools before IPv6 pools.
 *
 * @param unusedPools those of a family that the network does not have; they are shown only
 */
public record IpamConfig(
        String driver,
        Map<String, String> options,
        List<PoolConfig> pools,
        List<PoolConfig> unusedPools) {
    public static final IpamConfig NONE = of("default", Map.of(), List.of());

    public IpamConfig {
        options = Values.copy(options);
        pools = List.copyOf(pools);
        unusedPools = // absent in journals of former releases
                unusedPools == null ? List.of() : List.copyOf(unusedPools);
    }

    /** Without pools that are shown only. */
    public static IpamConfig of(
            String driver, Map<String, String> options, List<PoolConfig> pools) {
        return new IpamConfig(driver, options, pools, List.of());
    }
}
