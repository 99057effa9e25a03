package naru.network.driver;

import naru.linux.address.Family;
import naru.network.option.GatewayMode;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What holds for all endpoints of a network, as its driver and its options determine it.
 *
 * @param interfaces of its endpoints; empty if they have neither an interface nor an address
 * @param capacity the maximum number of endpoints
 * @param exclusive an exclusive resource, such as the name of a bridge; empty for none
 * @param ownsSubnets whether its subnets exist on this host only, unlike those of a LAN
 * @param virtualLink the link that carries virtual addresses; empty if packets between containers
 *     do not pass this host
 */
public record NetworkTraits(
        Optional<Interfaces> interfaces,
        Publishing publishing,
        int capacity,
        String exclusive,
        boolean ownsSubnets,
        Optional<String> virtualLink) {
    /** Of a network without kernel objects. */
    public static final NetworkTraits PASSIVE =
            new NetworkTraits(
                    Optional.empty(),
                    Publishing.BY_HOST,
                    Integer.MAX_VALUE,
                    "",
                    true,
                    Optional.empty());

    /**
     * The interfaces of endpoints.
     *
     * @param prefix of their names
     * @param hostEnds whether each has a host end, the other end of a veth pair
     * @param macAddresses whether each has a MAC address of its own
     */
    public record Interfaces(String prefix, boolean hostEnds, boolean macAddresses) {}

    /**
     * How containers are reached from outside.
     *
     * @param possible whether ports of the host can lead to containers
     * @param bindAddress the default host address of published ports; the unspecified IPv4 address
     *     means all
     * @param ipv4 gateway mode of IPv4
     * @param ipv6 gateway mode of IPv6
     * @param trustedLinks whether published ports are directly reachable from some of the host's
     *     links
     */
    public record Publishing(
            boolean possible,
            InetAddress bindAddress,
            GatewayMode ipv4,
            GatewayMode ipv6,
            boolean trustedLinks) {
        /** Through ports of the host on all of its addresses. */
        public static final Publishing BY_HOST =
                new Publishing(true, Family.IPV4.any(), GatewayMode.NAT, GatewayMode.NAT, false);

        /** Not through ports of the host. */
        public static final Publishing NONE =
                new Publishing(false, Family.IPV4.any(), GatewayMode.NAT, GatewayMode.NAT, false);

        public GatewayMode mode(Family family) {
            return family.choose(ipv4, ipv6);
        }

        /** Whether containers are reached at their own addresses. */
        public boolean isDirect(Family family) {
            return trustedLinks || mode(family) == GatewayMode.ROUTED;
        }
    }

    /** Of a network on a LAN: no host port leads to its containers. */
    public static NetworkTraits ofLan(Interfaces interfaces) {
        return new NetworkTraits(
                Optional.of(interfaces),
                Publishing.NONE,
                Integer.MAX_VALUE,
                "",
                false,
                Optional.empty());
    }
}
