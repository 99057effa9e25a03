package naru.linux.route;

import naru.linux.address.Family;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;

/**
 * A row of a routing table.
 *
 * @param destination the network; its family is the route's
 * @param gateway null for an on-link route
 * @param link index of the output link, or 0 if the kernel derives it from the gateway
 * @param source the preferred source address
 * @param table 254 is the main one
 * @param protocol its creator: RTPROT_*, linux/rtnetlink.h
 * @param scope RT_SCOPE_*, linux/rtnetlink.h
 * @param type RTN_*, linux/rtnetlink.h
 * @param metric lower wins; 0 for the kernel's default
 */
public record Route(
        InetAddress destination,
        int prefixLength,
        @Nullable InetAddress gateway,
        int link,
        @Nullable InetAddress source,
        int table,
        int protocol,
        int scope,
        int type,
        int metric) {
    public static final int RT_TABLE_MAIN = 254; // linux/rtnetlink.h
    public static final int RTPROT_KERNEL = 2;
    public static final int RTPROT_BOOT = 3;
    public static final int RT_SCOPE_UNIVERSE = 0;
    public static final int RT_SCOPE_LINK = 253;
    public static final int RT_TABLE_LOCAL = 255;
    public static final int RT_SCOPE_HOST = 254;
    public static final int RTN_UNICAST = 1;
    public static final int RTN_LOCAL = 2;
    public static final int RTN_UNREACHABLE = 7;

    private static final int IP6_RT_PRIO_ADDRCONF = 256; // linux/ipv6_route.h

    public Route {
        InterfaceAddress.checkPrefix(destination, prefixLength);
    }

    /** The default route of the gateway's family. */
    public static Route byDefault(InetAddress gateway) {
        return to(Family.of(gateway).any(), 0, gateway);
    }

    /** An on-link default route. */
    public static Route byDefault(Family family, int link) {
        return onLink(family.any(), 0, link);
    }

    /** A route to a network behind a gateway. */
    public static Route to(InetAddress destination, int prefixLength, InetAddress gateway) {
        return new Route(
                destination,
                prefixLength,
                gateway,
                0,
                null,
                RT_TABLE_MAIN,
                RTPROT_BOOT,
                RT_SCOPE_UNIVERSE,
                RTN_UNICAST,
                0);
    }

    /**
     * A local route: packets for {@code address} that arrive on a link are delivered to this host.
     * {@code metric}: lower wins.
     */
    public static Route local(InetAddress address, int link, int metric) {
        return new Route(
                address,
                address.getAddress().length * 8,
                null,
                link,
                null,
                RT_TABLE_LOCAL,
                RTPROT_BOOT,
                RT_SCOPE_HOST,
                RTN_LOCAL,
                metric);
    }

    /**
     * The route that the kernel creates with an IPv4 address, and by which packets for it are
     * delivered to this host.
     */
    public static Route delivery(InetAddress address, int link) {
        return new Route(
                address,
                address.getAddress().length * 8,
                null,
                link,
                address,
                RT_TABLE_LOCAL,
                RTPROT_KERNEL,
                RT_SCOPE_HOST,
                RTN_LOCAL,
                0);
    }

    /** Whether packets for an address are delivered to this host by it. */
    public boolean delivers(InetAddress address) {
        return table == RT_TABLE_LOCAL
                && type == RTN_LOCAL
                && leadsTo(address, address.getAddress().length * 8);
    }

    /** An on-link route to a network. */
    public static Route onLink(InetAddress destination, int prefixLength, int link) {
        return new Route(
                destination,
                prefixLength,
                null,
                link,
                null,
                RT_TABLE_MAIN,
                RTPROT_BOOT,
                RT_SCOPE_LINK,
                RTN_UNICAST,
                0);
    }

    /** The route that the kernel creates for an address of a link: to its network. */
    public static Route connected(
            InetAddress network, int prefixLength, int link, InetAddress address) {
        boolean ipv4 = Family.of(network) == Family.IPV4;
        return new Route(
                network,
                prefixLength,
                null,
                link,
                ipv4 ? address : null,
                RT_TABLE_MAIN,
                RTPROT_KERNEL,
                ipv4 ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
                RTN_UNICAST,
                ipv4 ? 0 : IP6_RT_PRIO_ADDRCONF);
    }

    /** This route through another link, given by its index. */
    public Route via(int link) {
        return with(link, source, metric);
    }

    /** This route with a preferred source address. */
    public Route source(InetAddress source) {
        return with(link, source, metric);
    }

    public Route metric(int metric) {
        return with(link, source, metric);
    }

    private Route with(int newLink, @Nullable InetAddress newSource, int newMetric) {
        return new Route(
                destination,
                prefixLength,
                gateway,
                newLink,
                newSource,
                table,
                protocol,
                scope,
                type,
                newMetric);
    }

    /** Whether its destination is exactly this network. */
    public boolean leadsTo(InetAddress network, int length) {
        return prefixLength == length && destination.equals(network);
    }

    public boolean isDefault() {
        return prefixLength == 0;
    }

    @Override
    public String toString() {
        String network =
                isDefault() ? "default" : destination.getHostAddress() + "/" + prefixLength;
        return gateway == null ? network : network + " via " + gateway.getHostAddress();
    }
}
