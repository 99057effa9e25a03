package naru.linux.route;

/** What a bridge does or does not at one of its ports. IFLA_BRPORT_*, linux/if_link.h. */
public enum BridgePortFlag {
    /** Frames may leave by the port they came in. */
    HAIRPIN(4, false), // IFLA_BRPORT_MODE
    /** Source addresses become FDB rows. */
    LEARNING(8, true),
    /** Frames to unknown addresses go out here. */
    UNICAST_FLOOD(9, true),
    /** Frames to unknown groups go out here. */
    MULTICAST_FLOOD(27, true),
    /** Broadcasts go out here, ARP's questions among them. */
    BROADCAST_FLOOD(30, true),
    /** The bridge answers ARP and ND for known neighbours. */
    NEIGHBOUR_SUPPRESS(32, false),
    /** Frames to other isolated ports are dropped. */
    ISOLATED(33, false),
    /** Frames are taken in only from addresses that the FDB has here. */
    LOCKED(39, false);

    private final int attribute;
    private final boolean usual;

    BridgePortFlag(int attribute, boolean usual) {
        this.attribute = attribute;
        this.usual = usual;
    }

    int attribute() {
        return attribute;
    }

    /** What the kernel gives a new port. */
    public boolean usual() {
        return usual;
    }
}
