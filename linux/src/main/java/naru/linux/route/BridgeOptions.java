package naru.linux.route;

import org.jspecify.annotations.Nullable;

/**
 * Options of a bridge; null keeps a setting. IFLA_BR_*, linux/if_link.h.
 *
 * @param stp spanning tree
 * @param forwardDelay in hundredths of a second
 * @param ageing lifetime of an FDB entry, in hundredths of a second
 * @param multicastSnooping whether IGMP and MLD snooping is on
 * @param groupForwardMask link-local groups to forward
 */
public record BridgeOptions(
        @Nullable Boolean stp,
        @Nullable Integer forwardDelay,
        @Nullable Integer ageing,
        @Nullable Boolean multicastSnooping,
        @Nullable Integer groupForwardMask) {
    /** Sets nothing. */
    public static final BridgeOptions NONE = new BridgeOptions(null, null, null, null, null);

    public BridgeOptions stp(boolean stp) {
        return new BridgeOptions(stp, forwardDelay, ageing, multicastSnooping, groupForwardMask);
    }

    public BridgeOptions forwardDelay(int hundredths) {
        return new BridgeOptions(stp, hundredths, ageing, multicastSnooping, groupForwardMask);
    }

    public BridgeOptions ageing(int hundredths) {
        return new BridgeOptions(
                stp, forwardDelay, hundredths, multicastSnooping, groupForwardMask);
    }

    public BridgeOptions multicastSnooping(boolean snooping) {
        return new BridgeOptions(stp, forwardDelay, ageing, snooping, groupForwardMask);
    }

    public BridgeOptions groupForwardMask(int mask) {
        return new BridgeOptions(stp, forwardDelay, ageing, multicastSnooping, mask);
    }
}
