package naru.network.pool;

import naru.network.address.Prefix;

import java.net.InetAddress;

/** The answer to a wish for an address. */
public sealed interface Allocation {
    /** The address belongs to the caller until it is released. */
    record Granted(InetAddress address) implements Allocation {}

    /** {@code holder} has the wanted address already. */
    record Taken(InetAddress address, Holder holder) implements Allocation {}

    /** Every address of {@code range} that may be handed out is held. */
    record Full(Prefix range) implements Allocation {}
}
