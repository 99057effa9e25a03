package naru.network;

import naru.network.driver.bridge.BridgeSettings;
import naru.network.model.Addresses;
import naru.network.model.IpamSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The three networks that Naru makes by itself, as the configuration wants them. */
final class Predefined {
    private Predefined() {}

    static List<NetworkSpec> specs(NetworkSettings settings) {
        return List.of(
                bridge(settings),
                passive("host", "host", Map.of()),
                passive("none", "null", Map.of()));
    }

    private static NetworkSpec bridge(NetworkSettings settings) {
        var options = new LinkedHashMap<String, String>();
        options.put(BridgeSettings.DEFAULT_BRIDGE, "true");
        options.put(BridgeSettings.ICC, Boolean.toString(settings.icc()));
        options.put(BridgeSettings.MASQUERADE, Boolean.toString(settings.masquerade()));
        var bind = settings.bindAddress();
        options.put(BridgeSettings.BIND, bind == null ? "0.0.0.0" : Addresses.text(bind));
        options.put(BridgeSettings.NAME, "docker0");
        options.put(BridgeSettings.MTU, Integer.toString(settings.bridgeMtu()));
        return NetworkSpec.bridge("bridge", ipam(settings)).withOptions(options);
    }

    private static IpamSpec ipam(NetworkSettings settings) {
        var address = settings.bridgeAddress();
        if (address == null) {
            return IpamSpec.DEFAULT;
        }
        var range = settings.bridgeRange();
        var pool =
                new PoolSpec(
                        address.masked().toString(),
                        range == null ? null : range.toString(),
                        Addresses.text(address.address()),
                        Map.of());
        return new IpamSpec("default", Map.of(), List.of(pool));
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
