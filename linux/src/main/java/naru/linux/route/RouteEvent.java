package naru.linux.route;

import naru.linux.address.Family;

/** A change to the network configuration of a namespace by any process. */
public sealed interface RouteEvent {
    /** A link that is new or changed. */
    record LinkIs(Link link) implements RouteEvent {}

    /** A bridge port that is new or changed, as reported by its bridge: without kind and alias. */
    record PortIs(Link link) implements RouteEvent {}

    record LinkGone(Link link) implements RouteEvent {}

    record AddressIs(InterfaceAddress address) implements RouteEvent {}

    record AddressGone(InterfaceAddress address) implements RouteEvent {}

    record RouteIs(Route route) implements RouteEvent {}

    record RouteGone(Route route) implements RouteEvent {}

    record NeighbourIs(Neighbour neighbour) implements RouteEvent {}

    record NeighbourGone(Neighbour neighbour) implements RouteEvent {}

    /** The queueing discipline of a link has changed. */
    record QdiscChanged(int link) implements RouteEvent {}

    /**
     * Whether packets received on a link are forwarded.
     *
     * @param link the link's index, or {@link #EVERYWHERE}
     */
    record ForwardingIs(Family family, int link, boolean on) implements RouteEvent {
        /** The host's setting for all links. */
        public static final int EVERYWHERE = -1; // NETCONFA_IFINDEX_ALL, linux/netconf.h
    }

    /** The kernel dropped notifications (ENOBUFS): compare everything again. */
    record Lost() implements RouteEvent {}
}
