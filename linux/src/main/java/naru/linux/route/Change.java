package naru.linux.route;

/** One change to the network configuration of a namespace. */
public sealed interface Change
        permits LinkChange, AddressChange, RouteChange, NeighbourChange, FdbChange, QdiscChange {}
