package naru.network.plan;

import naru.linux.address.Family;
import naru.network.address.Addresses;
import naru.network.address.Prefix;
import naru.network.driver.Mtu;
import naru.network.driver.bridge.BridgeSettings;
import naru.network.model.IpamSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolConfig;
import naru.network.model.PoolSpec;
import naru.network.settings.DefaultBridge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The three predefined networks, as configured. */
public final class Predefined {
    private Predefined() {}

    /**
     * @param addresses those of the host's interface of this name; empty if it does not exist
     */
    public static List<NetworkSpec> specs(
            DefaultBridge wanted, Function<String, List<Prefix>> addresses) {
        var specs = new ArrayList<NetworkSpec>();
        if (!wanted.device().equals(DefaultBridge.NONE)) {
            specs.add(bridge(wanted, addresses.apply(wanted.device())));
        }
        specs.add(passive("host", "host", Map.of()));
        specs.add(passive("none", "null", Map.of()));
        return specs;
    }

    private static NetworkSpec bridge(DefaultBridge wanted, List<Prefix> present) {
        var options = new LinkedHashMap<String, String>();
        options.put(BridgeSettings.DEFAULT_BRIDGE, "true");
        options.put(BridgeSettings.ICC, Boolean.toString(wanted.icc()));
        options.put(BridgeSettings.MASQUERADE, Boolean.toString(wanted.masquerade()));
        var bind = wanted.bindAddress();
        options.put(BridgeSettings.BIND, bind == null ? "0.0.0.0" : Addresses.text(bind));
        options.put(BridgeSettings.NAME, wanted.device());
        options.put(Mtu.OPTION, Integer.toString(wanted.mtu()));
        // The addresses of docker0 are managed; another bridge keeps those of its owner.
        var foreign = wanted.device().equals(DefaultBridge.DOCKER0) ? List.<Prefix>of() : present;
        var pools = new ArrayList<PoolSpec>();
        pool(wanted.ipv4(), foreign, Family.IPV4).ifPresent(pools::add);
        if (wanted.enableIpv6()) {
            pool(wanted.ipv6(), foreign, Family.IPV6).ifPresent(pools::add);
        }
        var ipam = new IpamSpec("default", Map.of(), pools);
        var spec = NetworkSpec.bridge("bridge", ipam).withOptions(options);
        return wanted.enableIpv6() ? spec.withIpv6(true) : spec;
    }

    private static Optional<PoolSpec> pool(
            DefaultBridge.Range wanted, List<Prefix> present, Family family) {
        var address = wanted.address();
        for (var candidate : present) {
            if (address == null && isOf(candidate, family)) {
                address = candidate;
            }
        }
        var range = wanted.automatic();
        var subnet = address == null ? range : address;
        if (subnet == null) {
            return Optional.empty();
        }
        var router = wanted.gateway();
        return Optional.of(
                new PoolSpec(
                        subnet.masked().toString(),
                        range == null ? null : range.masked().toString(),
                        address == null ? null : Addresses.text(address.address()),
                        router == null
                                ? Map.of()
                                : Map.of(PoolConfig.routerKey(family), Addresses.text(router))));
    }

    private static boolean isOf(Prefix prefix, Family family) {
        return prefix.family() == family && !prefix.address().isLinkLocalAddress();
    }

    private static NetworkSpec passive(String name, String driver, Map<String, String> options) {
        return new NetworkSpec(
                name,
                driver,
                null,
                null,
                IpamSpec.DEFAULT,
                false,
                false,
                false,
                false,
                null,
                options,
                Map.of());
    }
}
