package naru.linux.route;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * How a bridge treats one port; flags that are not named stay as they are.
 *
 * @param forwarding puts the port into service, where STP does not say who is; false leaves that as
 *     it is. The kernel refuses it (ENETDOWN) for a port or bridge that is down or has no carrier
 */
public record BridgePortOptions(Map<BridgePortFlag, Boolean> flags, boolean forwarding) {
    /** Sets nothing. */
    public static final BridgePortOptions NONE = new BridgePortOptions(Map.of(), false);

    /** What the kernel gives a new port. */
    public static final BridgePortOptions USUAL = usual();

    public BridgePortOptions {
        flags = Map.copyOf(flags);
    }

    private static BridgePortOptions usual() {
        var options = NONE;
        for (var flag : BridgePortFlag.values()) {
            options = options.with(flag, flag.usual());
        }
        return options;
    }

    public BridgePortOptions with(BridgePortFlag flag, boolean on) {
        var more = new EnumMap<BridgePortFlag, Boolean>(BridgePortFlag.class);
        more.putAll(flags);
        more.put(flag, on);
        return new BridgePortOptions(more, forwarding);
    }

    public BridgePortOptions forward() {
        return new BridgePortOptions(flags, true);
    }

    /** What is left to do on a port where {@code present} are on, and all other flags off. */
    public BridgePortOptions beside(Set<BridgePortFlag> present) {
        var left = new EnumMap<BridgePortFlag, Boolean>(BridgePortFlag.class);
        flags.forEach((flag, on) -> {
            if (present.contains(flag) != on) {
                left.put(flag, on);
            }
        });
        return new BridgePortOptions(left, forwarding);
    }
}
