package naru.network.settings;

import naru.network.address.Prefix;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * The configuration of the network {@code bridge}. Names in brackets are the keys of Docker's
 * {@code daemon.json}.
 *
 * @param device the bridge, {@code docker0} by default; another existing one is used with its
 *     addresses; {@code none} for no such network [bridge]
 * @param ipv4 addresses of IPv4 [bip, fixed-cidr, default-gateway]
 * @param ipv6 addresses of IPv6 [bip6, fixed-cidr-v6, default-gateway-v6]
 * @param enableIpv6 whether containers have IPv6 [ipv6]
 * @param mtu in bytes [mtu]
 * @param icc whether containers reach each other [icc]
 * @param masquerade whether outgoing connections get the host's address [ip-masq]
 * @param bindAddress default host address of published ports; null for all [ip]
 */
public record DefaultBridge(
        String device,
        Range ipv4,
        Range ipv6,
        boolean enableIpv6,
        int mtu,
        boolean icc,
        boolean masquerade,
        @Nullable InetAddress bindAddress) {

    public static final String NONE = "none";
    public static final String DOCKER0 = "docker0";

    /** Docker's defaults for everything. */
    public static final DefaultBridge STANDARD =
            new DefaultBridge(DOCKER0, Range.CHOSEN, Range.CHOSEN, false, 1500, true, true, null);

    /**
     * The configured addresses of one family.
     *
     * @param address the bridge's own, with prefix length
     * @param automatic the range of containers' addresses; the subnet itself without {@code
     *     address}
     * @param gateway the containers' default gateway; null for the bridge; ignored without one of
     *     the others
     */
    public record Range(
            @Nullable Prefix address, @Nullable Prefix automatic, @Nullable InetAddress gateway) {
        /** Naru chooses. */
        public static final Range CHOSEN = new Range(null, null, null);
    }
}
