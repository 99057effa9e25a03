package naru.network.settings;

import naru.network.address.Prefix;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * How the network {@code bridge} is wanted. Names in brackets are the keys of Docker's {@code
 * daemon.json}.
 *
 * @param device the bridge, {@code docker0} usually; another one that is there already is taken
 *     with its addresses; {@code none} for no such network [bridge]
 * @param ipv4 addresses of IPv4 [bip, fixed-cidr, default-gateway]
 * @param ipv6 addresses of IPv6 [bip6, fixed-cidr-v6, default-gateway-v6]
 * @param enableIpv6 whether containers have IPv6 [ipv6]
 * @param mtu in bytes [mtu]
 * @param icc whether containers reach each other [icc]
 * @param masquerade whether containers leave with the host's address [ip-masq]
 * @param bindAddress where ports are bound by default; null for everywhere [ip]
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
     * The addresses of one family, as far as somebody cares.
     *
     * @param address the bridge's own, with the length of the subnet
     * @param automatic where containers' addresses are taken from; the subnet itself when there is
     *     no {@code address}
     * @param gateway where containers send what leaves the subnet; null for the bridge; means
     *     nothing without one of the others
     */
    public record Range(
            @Nullable Prefix address, @Nullable Prefix automatic, @Nullable InetAddress gateway) {
        /** Naru chooses. */
        public static final Range CHOSEN = new Range(null, null, null);
    }
}
