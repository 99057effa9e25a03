package naru.linux.route;

/** Something that changed in a namespace, whoever did it. */
public sealed interface RouteEvent {
    /** A link that is new or changed. */
    record LinkIs(Link link) implements RouteEvent {}

    record LinkGone(Link link) implements RouteEvent {}

    record AddressIs(InterfaceAddress address) implements RouteEvent {}

    record AddressGone(InterfaceAddress address) implements RouteEvent {}

    record RouteIs(Route route) implements RouteEvent {}

    record RouteGone(Route route) implements RouteEvent {}

    record NeighbourIs(Neighbour neighbour) implements RouteEvent {}

    record NeighbourGone(Neighbour neighbour) implements RouteEvent {}

    /** How a link queues what leaves by it is not as it was. */
    record QdiscChanged(int link) implements RouteEvent {}

    /** The kernel dropped notifications (ENOBUFS): look at everything again. */
    record Lost() implements RouteEvent {}
}
