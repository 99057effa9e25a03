package naru.network.model;

import java.util.List;
import java.util.Map;

/** Address management as it stands, IPv4 pools before IPv6 pools. */
public record IpamConfig(String driver, Map<String, String> options, List<PoolConfig> pools) {
    public static final IpamConfig NONE = new IpamConfig("default", Map.of(), List.of());

    public IpamConfig {
        options = Values.copy(options);
        pools = List.copyOf(pools);
    }
}
