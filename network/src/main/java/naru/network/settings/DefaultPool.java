package naru.network.settings;

import naru.network.address.Prefix;

/** A range that is cut into subnets of {@code size} bits, one for each network that names none. */
public record DefaultPool(Prefix base, int size) {
    public DefaultPool {
        base = base.masked();
        if (size < base.length() || size > base.bits()) {
            throw new IllegalArgumentException("invalid pool size " + size + " for " + base);
        }
    }
}
