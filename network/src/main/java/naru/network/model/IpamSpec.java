package naru.network.model;

import java.util.List;
import java.util.Map;

/**
 * Requested address management. {@code driver} is {@code default} unless the user names another
 * one.
 */
public record IpamSpec(String driver, Map<String, String> options, List<PoolSpec> pools) {
    public static final IpamSpec DEFAULT = new IpamSpec("default", Map.of(), List.of());

    public IpamSpec {
        options = Values.copy(options);
        pools = List.copyOf(pools);
    }
}
