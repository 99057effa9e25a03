package naru.network.driver.bridge;

import naru.network.model.NaruException;
import naru.network.model.Network;

import java.net.InetAddress;

/**
 * What the options of a bridge network say.
 *
 * @param bridge the name of the bridge on the host
 * @param mtu in bytes, of the bridge and of both ends of each veth
 * @param icc whether containers on this bridge reach each other
 * @param masquerade whether they leave with the host's address
 * @param bindAddress where ports are published by default; the unspecified IPv4 address stands for
 *     both families
 * @param antiSpoofing whether containers are kept from forging addresses and playing router
 * @param interfacePrefix how the names of interfaces in containers begin
 */
public record BridgeSettings(
        String bridge,
        int mtu,
        boolean icc,
        boolean masquerade,
        InetAddress bindAddress,
        boolean antiSpoofing,
        String interfacePrefix) {
    public static final String NAME = "com.docker.network.bridge.name";
    public static final String MTU = "com.docker.network.driver.mtu";
    public static final String ICC = "com.docker.network.bridge.enable_icc";
    public static final String MASQUERADE = "com.docker.network.bridge.enable_ip_masquerade";
    public static final String BIND = "com.docker.network.bridge.host_binding_ipv4";
    public static final String DEFAULT_BRIDGE = "com.docker.network.bridge.default_bridge";
    public static final String ANTI_SPOOFING = "naru.bridge.anti_spoofing";
    private static final String PREFIX = "com.docker.network.container_iface_prefix";
    private static final String GATEWAY_MODE = "com.docker.network.bridge.gateway_mode_ipv";
    private static final int MAX_NAME = 15; // IFNAMSIZ - 1, linux/if.h
    private static final int MIN_MTU = 68; // RFC 791
    private static final int USUAL_MTU = 1500;

    /** Reads the options of {@code network}; those it does not know are let be. */
    public static BridgeSettings of(Network network) {
        var options = new OptionReader(network.options());
        var settings =
                new BridgeSettings(
                        options.text(NAME, "br-" + network.id().shortId()),
                        mtu(options.number(MTU, USUAL_MTU)),
                        options.flag(ICC, true),
                        options.flag(MASQUERADE, true) && !network.internal(),
                        bindAddress(options.text(BIND, "0.0.0.0")),
                        options.flag(ANTI_SPOOFING, true),
                        options.text(PREFIX, "eth"));
        options.flag(DEFAULT_BRIDGE, false);
        checkName(settings.bridge);
        checkGatewayMode(options, "4");
        checkGatewayMode(options, "6");
        return settings;
    }

    private static int mtu(int value) {
        if (value != 0 && (value < MIN_MTU || value > 65535)) {
            throw new NaruException.Invalid("invalid MTU number: " + value);
        }
        return value == 0 ? USUAL_MTU : value;
    }

    private static InetAddress bindAddress(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new NaruException.Invalid(
                    "failed to parse %s value: %s (invalid ip)".formatted(BIND, text));
        }
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
                    "invalid bridge name \"%s\": at most %d characters, without slash, colon or space"
                            .formatted(name, MAX_NAME));
        }
    }

    private static void checkGatewayMode(OptionReader options, String family) {
        var mode = options.text(GATEWAY_MODE + family, "nat");
        switch (mode) {
            case "nat" -> {}
            case "nat-unprotected", "routed", "isolated" ->
                    throw new NaruException.NotImplemented(
                            "gateway mode " + mode + " is not part of this version of Naru");
            default -> throw new NaruException.Invalid("unknown gateway mode " + mode);
        }
    }
}
