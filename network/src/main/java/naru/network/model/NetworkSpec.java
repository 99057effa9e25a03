package naru.network.model;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A requested network; Docker Engine API, POST /networks/create. Null families have their defaults:
 * IPv4 enabled, IPv6 disabled.
 */
public record NetworkSpec(
        String name,
        String driver,
        @Nullable Boolean enableIpv4,
        @Nullable Boolean enableIpv6,
        IpamSpec ipam,
        boolean internal,
        boolean attachable,
        boolean ingress,
        boolean configOnly,
        @Nullable String configFrom,
        Map<String, String> options,
        Map<String, String> labels) {
    public NetworkSpec {
        driver = driver.isEmpty() ? "bridge" : driver;
        options = Values.copy(options);
        labels = Values.copy(labels);
    }

    /** A bridge network with defaults only. */
    public static NetworkSpec bridge(String name) {
        return bridge(name, IpamSpec.DEFAULT);
    }

    public static NetworkSpec bridge(String name, IpamSpec ipam) {
        return new NetworkSpec(
                name, "bridge", null, null, ipam, false, false, false, false, null, Map.of(),
                Map.of());
    }

    public NetworkSpec withDriver(String newDriver) {
        return with(newDriver, enableIpv6, internal, options);
    }

    public NetworkSpec withOptions(Map<String, String> newOptions) {
        return with(driver, enableIpv6, internal, newOptions);
    }

    public NetworkSpec withInternal(boolean newInternal) {
        return with(driver, enableIpv6, newInternal, options);
    }

    public NetworkSpec withIpv6(boolean newEnableIpv6) {
        return with(driver, newEnableIpv6, internal, options);
    }

    private NetworkSpec with(
            String newDriver,
            @Nullable Boolean ipv6,
            boolean newInternal,
            Map<String, String> newOptions) {
        return new NetworkSpec(
                name,
                newDriver,
                enableIpv4,
                ipv6,
                ipam,
                newInternal,
                attachable,
                ingress,
                configOnly,
                configFrom,
                newOptions,
                labels);
    }
}
