package naru.network.driver.bridge;

import naru.linux.EthernetAddress;
import naru.linux.address.Family;
import naru.network.address.Addresses;
import naru.network.driver.BridgeRules.FamilyRules;
import naru.network.driver.Mtu;
import naru.network.driver.NetworkTraits.Publishing;
import naru.network.driver.veth.BridgeSetup;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.PortOptions;
import naru.network.option.GatewayMode;
import naru.network.option.OptionReader;
import naru.network.option.PortOptionReader;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The options of a bridge network.
 *
 * @param bridge the name of the bridge on the host
 * @param mtu in bytes, of the bridge and of both ends of each veth
 * @param icc whether containers on this bridge reach each other
 * @param masquerade whether outgoing connections get the host's address
 * @param bindAddress default host address of published ports; the unspecified IPv4 address stands
 *     for both families
 * @param ipv4 gateway mode of IPv4
 * @param ipv6 gateway mode of IPv6
 * @param source4 IPv4 source address of outgoing connections; null for that of the uplink
 * @param inhibitIpv4 whether the bridge has no IPv4 address
 * @param trusted links from which published ports of containers are directly reachable
 * @param antiSpoofing whether spoofed frames are dropped
 * @param interfacePrefix prefix of interface names in containers
 * @param endpoints the defaults of its endpoints
 */
public record BridgeSettings(
        String bridge,
        int mtu,
        boolean icc,
        boolean masquerade,
        InetAddress bindAddress,
        GatewayMode ipv4,
        GatewayMode ipv6,
        @Nullable InetAddress source4,
        @Nullable InetAddress source6,
        boolean inhibitIpv4,
        List<String> trusted,
        boolean antiSpoofing,
        String interfacePrefix,
        PortOptions endpoints) {
    public BridgeSettings {
        trusted = List.copyOf(trusted);
    }

    public static final String NAME = "com.docker.network.bridge.name";
    public static final String ICC = "com.docker.network.bridge.enable_icc";
    public static final String MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";
    public static final String BIND = "com.docker.network.bridge.host_binding_ipv4";
    public static final String DEFAULT_BRIDGE = "com.docker.network.bridge.default_bridge";
    private static final String GATEWAY_MODE4 = "com.docker.network.bridge.gateway_mode_ipv4";
    private static final String GATEWAY_MODE6 = "com.docker.network.bridge.gateway_mode_ipv6";
    private static final int MAX_NAME = 15; // IFNAMSIZ - 1, linux/if.h
    private static final String HOST4 = "com.docker.network.host_ipv4";
    private static final String HOST6 = "com.docker.network.host_ipv6";
    private static final String INHIBIT4 = "com.docker.network.bridge.inhibit_ipv4";
    private static final String TRUSTED = "com.docker.network.bridge.trusted_host_interfaces";
    private static final int USUAL_MTU = 1500;

    /**
     * Reads the options of {@code network}; ignores unknown ones.
     *
     * @param usualMtu the default MTU in bytes
     */
    static BridgeSettings of(Network network, int usualMtu) {
        var options = new OptionReader(network.options());
        var settings =
                new BridgeSettings(
                        options.text(NAME, "br-" + network.id().shortId()),
                        mtu(network, options, usualMtu),
                        options.flag(ICC, true),
                        options.flag(MASQUERADE, true) && !network.internal(),
                        options.address(BIND, Family.IPV4.any()),
                        gatewayMode(network, Family.IPV4),
                        gatewayMode(network, Family.IPV6),
                        source(options, HOST4, Family.IPV4),
                        source(options, HOST6, Family.IPV6),
                        options.flag(INHIBIT4, false),
                        trusted(options.text(TRUSTED, "")),
                        options.flag(BridgeSetup.ANTI_SPOOFING, true),
                        options.text(BridgeSetup.INTERFACE_PREFIX, "eth"),
                        PortOptionReader.ofNetwork(network.options()));
        options.flag(DEFAULT_BRIDGE, false);
        checkName(settings.bridge);
        return settings;
    }

    /** A narrower uplink than IPv6 allows does not make the bridge of an IPv6 network narrower. */
    private static int mtu(Network network, OptionReader options, int usualMtu) {
        int usual = network.enableIpv6() ? Math.max(usualMtu, Mtu.MIN_IPV6) : usualMtu;
        int value = Mtu.check(options.number(Mtu.OPTION, usual), network.enableIpv6());
        return value == 0 ? USUAL_MTU : value;
    }

    private static void checkName(String name) {
        boolean odd =
                name.length() > MAX_NAME
                        || name.equals(".")
                        || name.equals("..")
                        || name.chars()
                                .anyMatch(c -> c == '/' || c == ':' || c <= ' ' || c >= 0x7f);
        if (odd) {
            throw new NaruException.Invalid(
                    "invalid interface name \"%s\": at most %d characters, without slash, colon or space"
                            .formatted(name, MAX_NAME));
        }
    }

    static GatewayMode gatewayMode(Map<String, String> options, Family family) {
        var option = family.choose(GATEWAY_MODE4, GATEWAY_MODE6);
        var text = new OptionReader(options).text(option, "nat");
        return GatewayMode.parse(text);
    }

    private static GatewayMode gatewayMode(Network network, Family family) {
        var mode = gatewayMode(network.options(), family);
        if (mode == GatewayMode.ISOLATED && !network.internal()) {
            throw new NaruException.HostFailure(
                    "gateway mode 'isolated' can only be used for an internal network");
        }
        return mode;
    }

    private static @Nullable InetAddress source(OptionReader options, String name, Family family) {
        var address = options.address(name, Family.IPV4.any());
        if (address.equals(Family.IPV4.any())) {
            return null;
        }
        if (!family.has(address)) {
            throw new NaruException.Invalid(
                    "failed to parse %s value: %s (invalid ip)"
                            .formatted(name, Addresses.text(address)));
        }
        return address;
    }

    /** Reads {@code vxlan0:eth3}. */
    private static List<String> trusted(String text) {
        var links = new ArrayList<String>();
        for (var link : text.split(":")) {
            if (!link.isEmpty()) {
                checkName(link);
                links.add(link);
            }
        }
        return links;
    }

    /** Whether the host has an address on the network in a family. */
    boolean hasHostAddress(Family family) {
        boolean inhibited = family == Family.IPV4 && inhibitIpv4;
        return mode(family) != GatewayMode.ISOLATED && !inhibited;
    }

    GatewayMode mode(Family family) {
        return family.choose(ipv4, ipv6);
    }

    /** {@code directRouting} is the administrator's setting for all bridges. */
    Publishing publishing(boolean directRouting) {
        boolean trustedLinks = directRouting || !trusted.isEmpty();
        return new Publishing(true, bindAddress, ipv4, ipv6, trustedLinks);
    }

    /** What holds for the bridge and its ports. */
    BridgeSetup setup(NetworkId id) {
        return new BridgeSetup(bridge, address(id), mtu, false, icc, antiSpoofing, endpoints);
    }

    private static EthernetAddress address(NetworkId id) {
        byte[] raw = HexFormat.of().parseHex(id.value().substring(0, 12));
        raw[0] = (byte) ((raw[0] & 0xfc) | 2);
        return EthernetAddress.of(raw);
    }

    /** What the firewall has to know of a family. */
    FamilyRules rules(Family family) {
        return new FamilyRules(family, mode(family), family.choose(source4, source6));
    }
}
