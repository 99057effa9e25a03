package naru.linux.nft;

import org.jspecify.annotations.Nullable;

/**
 * The hook and priority of a base chain.
 *
 * @param priority lower is earlier
 * @param acceptByDefault the chain's policy
 * @param device the interface, for netdev chains
 */
public record ChainHook(
        Type type, Point point, int priority, boolean acceptByDefault, @Nullable String device) {
    /** The type of a base chain. */
    public enum Type {
        FILTER,
        NAT,
        ROUTE
    }

    /** The hook. */
    public enum Point {
        PREROUTING,
        INPUT,
        FORWARD,
        OUTPUT,
        POSTROUTING,
        INGRESS,
        EGRESS
    }

    public static final int RAW = -300; // nft(8), standard priorities
    public static final int MANGLE = -150;
    public static final int DSTNAT = -100;
    public static final int FILTER = 0;
    public static final int SECURITY = 50;
    public static final int SRCNAT = 100;
    public static final int BRIDGE_DSTNAT = -300; // dstnat in the bridge family
    public static final int BRIDGE_FILTER = -200;

    public static ChainHook filter(Point point, int priority) {
        return new ChainHook(Type.FILTER, point, priority, true, null);
    }

    public static ChainHook nat(Point point, int priority) {
        return new ChainHook(Type.NAT, point, priority, true, null);
    }
}
