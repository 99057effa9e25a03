package naru.network.settings;

import naru.network.address.Prefix;

/**
 * A pool from which subnets of {@code size} bits are allocated to networks without a given subnet.
 */
public record DefaultPool(Prefix base, int size) {
    public DefaultPool {
        base = base.masked();
        if (size < base.length() || size > base.bits()) {
            throw new IllegalArgumentException("invalid pool size " + size + " for " + base);
        }
    }
}
