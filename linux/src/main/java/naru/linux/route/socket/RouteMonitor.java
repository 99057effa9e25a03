package naru.linux.route.socket;

import naru.linux.netlink.Attributes;
import naru.linux.netlink.MessageReader;
import naru.linux.netlink.NetlinkMonitor;
import naru.linux.netlink.NetlinkProtocol;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.Neighbour;
import naru.linux.route.Route;
import naru.linux.route.RouteEvent;

import org.jspecify.annotations.Nullable;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;

/** Monitors of the links, addresses, routes and neighbours of a namespace. */
public final class RouteMonitor {
    private static final int BUFFER =
            4 * 1024 * 1024; // some thousand links that change at the same time

    private static final int RTM_NEWNETCONF = 80; // linux/rtnetlink.h
    private static final int NETCONF_FIXED = 4; // struct netconfmsg, padded
    private static final int NETCONFA_IFINDEX = 1; // linux/netconf.h
    private static final int NETCONFA_FORWARDING = 2;

    /** The kinds of notifications. */
    public enum Topic {
        LINKS,
        ADDRESSES,
        ROUTES,
        /** Explicit changes only; initial values of a link are not reported. */
        QDISCS,
        FORWARDING,
        /** Neighbour entries of IP; frequent, because each change of state is reported. */
        NEIGHBOURS
    }

    private RouteMonitor() {}

    /** Opens a monitor of all but neighbours in the calling thread's namespace. */
    public static NetlinkMonitor<RouteEvent> open() {
        return open(EnumSet.complementOf(EnumSet.of(Topic.NEIGHBOURS)));
    }

    /**
     * Opens a monitor in the calling thread's namespace. From here on, lost notifications are
     * reported as {@code Lost}, never dropped silently.
     */
    public static NetlinkMonitor<RouteEvent> open(Set<Topic> topics) {
        return open(topics, BUFFER);
    }

    static NetlinkMonitor<RouteEvent> open(Set<Topic> topics, int buffer) {
        int[] groups = topics.stream().flatMapToInt(RouteMonitor::groups).toArray();
        return NetlinkMonitor.open(
                NetlinkProtocol.ROUTE, groups, buffer, RouteMonitor::decode, new RouteEvent.Lost());
    }

    /** RTNLGRP_*, linux/rtnetlink.h: IPv4's and IPv6's where they differ. */
    private static IntStream groups(Topic topic) {
        return switch (topic) {
            case LINKS -> IntStream.of(1);
            case ADDRESSES -> IntStream.of(5, 9);
            case ROUTES -> IntStream.of(7, 11);
            case QDISCS -> IntStream.of(4);
            case FORWARDING -> IntStream.of(24, 25); // RTNLGRP_IPV4_NETCONF, …IPV6_NETCONF
            case NEIGHBOURS -> IntStream.of(3);
        };
    }

    private static @Nullable RouteEvent decode(MessageReader message) {
        return switch (message.type()) {
            case ChangeCodec.RTM_NEWLINK, ChangeCodec.RTM_DELLINK -> decodeLink(message);
            case ChangeCodec.RTM_NEWADDR, ChangeCodec.RTM_DELADDR -> decodeAddress(message);
            case ChangeCodec.RTM_NEWROUTE, ChangeCodec.RTM_DELROUTE -> decodeRoute(message);
            case ChangeCodec.RTM_NEWNEIGH, ChangeCodec.RTM_DELNEIGH -> decodeNeighbour(message);
            case ChangeCodec.RTM_NEWQDISC, ChangeCodec.RTM_DELQDISC ->
                    new RouteEvent.QdiscChanged(QdiscCodec.decode(message).link());
            case RTM_NEWNETCONF -> decodeForwarding(message);
            default -> null;
        };
    }

    /** u8 family and padding, then attributes; linux/netconf.h. */
    private static @Nullable RouteEvent decodeForwarding(MessageReader message) {
        var family = AddressCodec.family(message.get8(0));
        int link = 0;
        Boolean on = null;
        Attributes attributes = message.attributes(NETCONF_FIXED);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NETCONFA_IFINDEX -> link = attributes.u32();
                case NETCONFA_FORWARDING -> on = attributes.u32() != 0;
                default -> {}
            }
        }
        return family == null || on == null ? null : new RouteEvent.ForwardingIs(family, link, on);
    }

    private static @Nullable RouteEvent decodeLink(MessageReader message) {
        Link link = LinkCodec.decode(message);
        if (message.get8(0)
                == LinkCodec.AF_BRIDGE) { // a port that leaves its bridge is reported once more
            boolean there = message.type() == ChangeCodec.RTM_NEWLINK && link.port() != null;
            return there ? new RouteEvent.PortIs(link) : null;
        }
        return message.type() == ChangeCodec.RTM_NEWLINK
                ? new RouteEvent.LinkIs(link)
                : new RouteEvent.LinkGone(link);
    }

    private static @Nullable RouteEvent decodeAddress(MessageReader message) {
        InterfaceAddress address = AddressCodec.decode(message);
        if (address == null) {
            return null;
        }
        return message.type() == ChangeCodec.RTM_NEWADDR
                ? new RouteEvent.AddressIs(address)
                : new RouteEvent.AddressGone(address);
    }

    private static @Nullable RouteEvent decodeRoute(MessageReader message) {
        Route route = RouteCodec.decode(message);
        if (route == null) {
            return null;
        }
        return message.type() == ChangeCodec.RTM_NEWROUTE
                ? new RouteEvent.RouteIs(route)
                : new RouteEvent.RouteGone(route);
    }

    private static @Nullable RouteEvent decodeNeighbour(MessageReader message) {
        Neighbour neighbour = NeighbourCodec.decode(message);
        if (neighbour == null) {
            return null;
        }
        return message.type() == ChangeCodec.RTM_NEWNEIGH
                ? new RouteEvent.NeighbourIs(neighbour)
                : new RouteEvent.NeighbourGone(neighbour);
    }
}
