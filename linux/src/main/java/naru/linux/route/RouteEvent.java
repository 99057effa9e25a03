package naru.linux.route;

/** Something that changed in a namespace, whoever did it. */
public sealed interface RouteEvent {
    /** A link that is new or changed. */
    record LinkIs(Link link) implements RouteEvent {}

    /** A bridge port that is new or changed, as its bridge tells it: without kind and alias. */
    record PortIs(Link link) implements RouteEvent {}

    record LinkGone(Link link) implements RouteEvent {}

    record AddressIs(InterfaceAddress address) implements RouteEvent {}

    record AddressGone(InterfaceAddress address) implements RouteEvent {}

    record RouteIs(Route route) implements RouteEvent {}

    record RouteGone(Route route) implements RouteEvent {}

    record NeighbourIs(Neighbour neighbour) implements RouteEvent {}

    record NeighbourGone(Neighbour neighbour) implements RouteEvent {}

    /** How a link queues what leaves by it is not as it was. */
    record QdiscChanged(int link) implements RouteEvent {}

    /**
     * Whether packets that come in by a link are forwarded.
     *
     * @param link the link's index, or {@link #EVERYWHERE}
     */
    record ForwardingIs(boolean ipv6, int link, boolean on) implements RouteEvent {
        /** The host's switch for all links. */
        public static final int EVERYWHERE = -1; // NETCONFA_IFINDEX_ALL, linux/netconf.h
    }

    /** The kernel dropped notifications (ENOBUFS): look at everything again. */
    record Lost() implements RouteEvent {}
}
