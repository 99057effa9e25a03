package naru.cli.config;

import naru.network.address.Prefix;
import naru.network.settings.DefaultBridge;
import naru.network.settings.DefaultBridge.Range;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Reads the keys of the network {@code bridge} and of name resolution. */
final class NetworkKeys {
    private static final int ETHERNET_MTU = 1500;

    private NetworkKeys() {}

    static DefaultBridge bridge(ConfigKeys keys) {
        var device = keys.text("bridge", DefaultBridge.DOCKER0);
        var ipv4 = range(keys, "bip", "fixed-cidr", "default-gateway");
        var ipv6 = range(keys, "bip6", "fixed-cidr-v6", "default-gateway-v6");
        if (!device.equals(DefaultBridge.DOCKER0)
                && (ipv4.address() != null || ipv6.address() != null)) {
            throw new ConfigException(
                    "You specified -b & --bip, mutually exclusive options. Please specify only"
                            + " one");
        }
        return new DefaultBridge(
                device,
                ipv4,
                ipv6,
                keys.flag("ipv6", false),
                keys.number("mtu", ETHERNET_MTU),
                keys.flag("icc", true),
                keys.flag("ip-masq", true),
                keys.value("ip", InetAddress::ofLiteral));
    }

    private static Range range(ConfigKeys keys, String address, String automatic, String gateway) {
        var range =
                new Range(
                        keys.value(address, Prefix::parse),
                        keys.value(automatic, Prefix::parse),
                        keys.value(gateway, InetAddress::ofLiteral));
        if (range.gateway() != null && range.address() == null && range.automatic() == null) {
            throw new ConfigException(
                    "%s: the subnet is not known without %s or %s"
                            .formatted(gateway, address, automatic));
        }
        return range;
    }

    static NameSettings names(ConfigKeys keys) {
        var gateways = new ArrayList<>(keys.list("host-gateway-ips", InetAddress::ofLiteral));
        var older = keys.value("host-gateway-ip", InetAddress::ofLiteral);
        if (older != null && gateways.isEmpty()) {
            gateways.add(older);
        }
        return new NameSettings(
                keys.list("dns", InetAddress::ofLiteral),
                keys.list("dns-search", text -> text),
                keys.list("dns-opts", text -> text),
                List.copyOf(gateways),
                keys.number("dns-serve-stale", 0),
                keys.value("dns-for-host", NetworkKeys::loopback));
    }

    /** Names of containers must not be visible on the LAN. */
    private static InetAddress loopback(String text) {
        var address = InetAddress.ofLiteral(text);
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException(text + " is not a loopback address");
        }
        return address;
    }
}
