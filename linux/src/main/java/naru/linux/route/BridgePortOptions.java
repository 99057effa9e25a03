package naru.linux.route;

import org.jspecify.annotations.Nullable;

/**
 * How a bridge treats one port; null leaves an option as it is. IFLA_BRPORT_*, linux/if_link.h.
 *
 * @param hairpin whether frames may leave by the port they came in
 * @param isolated whether frames to other isolated ports are dropped
 * @param learning whether source addresses become FDB rows
 * @param unicastFlood whether frames to unknown addresses go out here
 * @param neighbourSuppress whether the bridge answers ARP and ND for known neighbours
 */
public record BridgePortOptions(
        @Nullable Boolean hairpin,
        @Nullable Boolean isolated,
        @Nullable Boolean learning,
        @Nullable Boolean unicastFlood,
        @Nullable Boolean neighbourSuppress) {
    /** Sets nothing. */
    public static final BridgePortOptions NONE =
            new BridgePortOptions(null, null, null, null, null);

    public BridgePortOptions hairpin(boolean on) {
        return new BridgePortOptions(on, isolated, learning, unicastFlood, neighbourSuppress);
    }

    public BridgePortOptions isolated(boolean on) {
        return new BridgePortOptions(hairpin, on, learning, unicastFlood, neighbourSuppress);
    }

    public BridgePortOptions learning(boolean on) {
        return new BridgePortOptions(hairpin, isolated, on, unicastFlood, neighbourSuppress);
    }

    public BridgePortOptions unicastFlood(boolean on) {
        return new BridgePortOptions(hairpin, isolated, learning, on, neighbourSuppress);
    }

    public BridgePortOptions neighbourSuppress(boolean on) {
        return new BridgePortOptions(hairpin, isolated, learning, unicastFlood, on);
    }
}
