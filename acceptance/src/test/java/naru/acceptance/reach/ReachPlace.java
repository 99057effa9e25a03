package naru.acceptance.reach;

import org.jspecify.annotations.Nullable;

/**
 * A sender or receiver.
 *
 * @param network where it has an address, for containers
 * @param number of its address in the network
 */
record ReachPlace(String name, Kind kind, @Nullable ReachNetwork network, int number) {
    enum Kind {
        HOST,
        /** Another host on the LAN, with routes to the containers' networks through ours. */
        NEIGHBOUR,
        CONTAINER,
        /** A container without a network. */
        ALONE
    }

    static final ReachPlace HOST = new ReachPlace("host", Kind.HOST, null, 0);
    static final ReachPlace NEIGHBOUR = new ReachPlace("neighbour", Kind.NEIGHBOUR, null, 0);
    static final ReachPlace ALONE = new ReachPlace("alone", Kind.ALONE, null, 0);

    /** Shares the namespace of the first container on the left, and so its address. */
    static final ReachPlace SHARING =
            new ReachPlace("sharing", Kind.CONTAINER, ReachNetwork.LEFT, 11);

    static ReachPlace first(ReachNetwork network) {
        return new ReachPlace(network.title() + "-1", Kind.CONTAINER, network, 11);
    }

    /** The one that serves. */
    static ReachPlace second(ReachNetwork network) {
        return new ReachPlace(network.title() + "-2", Kind.CONTAINER, network, 12);
    }

    /** The network of a container. */
    ReachNetwork home() {
        if (network == null) {
            throw new IllegalStateException(name + " is on no network");
        }
        return network;
    }

    @Override
    public String toString() {
        return name;
    }
}
