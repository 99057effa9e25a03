package naru.linux.route;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Settings of a bridge port; flags that are not listed are kept.
 *
 * @param forwarding sets the state forwarding, without STP; false keeps the state. The kernel
 *     returns ENETDOWN for a port or bridge that is down or has no carrier
 */
public record BridgePortOptions(Map<BridgePortFlag, Boolean> flags, boolean forwarding) {
    /** Sets nothing. */
    public static final BridgePortOptions NONE = new BridgePortOptions(Map.of(), false);

    /** The kernel's defaults of a new port. */
    public static final BridgePortOptions DEFAULTS = defaults();

    public BridgePortOptions {
        flags = Map.copyOf(flags);
    }

    private static BridgePortOptions defaults() {
        var options = NONE;
        for (var flag : BridgePortFlag.values()) {
            options = options.with(flag, flag.onByDefault());
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

    /** The remaining changes for a port where {@code present} are on, and all other flags off. */
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
