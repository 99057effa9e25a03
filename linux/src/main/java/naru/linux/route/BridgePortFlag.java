package naru.linux.route;

/** A flag of a bridge port. IFLA_BRPORT_*, linux/if_link.h. */
public enum BridgePortFlag {
    /** Frames may be sent to the port on which they were received. */
    HAIRPIN(4, false), // IFLA_BRPORT_MODE
    /** Source addresses are learned as FDB entries. */
    LEARNING(8, true),
    /** Frames to unknown addresses are flooded to this port. */
    UNICAST_FLOOD(9, true),
    /** Frames to unknown multicast groups are flooded to this port. */
    MULTICAST_FLOOD(27, true),
    /** Broadcasts, including ARP requests, are flooded to this port. */
    BROADCAST_FLOOD(30, true),
    /** The bridge answers ARP and ND for known neighbours. */
    NEIGHBOUR_SUPPRESS(32, false),
    /** Frames to other isolated ports are dropped. */
    ISOLATED(33, false),
    /** Only frames whose source has an FDB entry on this port are accepted. */
    LOCKED(39, false);

    private final int attribute;
    private final boolean onByDefault;

    BridgePortFlag(int attribute, boolean onByDefault) {
        this.attribute = attribute;
        this.onByDefault = onByDefault;
    }

    public int attribute() {
        return attribute;
    }

    /** The kernel's defaults of a new port. */
    public boolean onByDefault() {
        return onByDefault;
    }
}
