package naru.network.pool;

import naru.network.address.Prefix;

import java.net.InetAddress;

/** The result of an allocation. */
public sealed interface Allocation {
    /** The address belongs to the caller until it is released. */
    record Granted(InetAddress address) implements Allocation {}

    /** {@code holder} has the requested address already. */
    record Taken(InetAddress address, Holder holder) implements Allocation {}

    /** All available addresses of {@code range} are held. */
    record Full(Prefix range) implements Allocation {}
}
