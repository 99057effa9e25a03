package naru.dns.forward;

import io.netty.channel.Channel;

import java.io.IOException;
import java.net.InetSocketAddress;

/** The network namespace from which upstreams are asked. */
public interface Door {
    /**
     * Opens a channel towards {@code upstream} that is neither registered nor connected. Entering a
     * namespace takes a while: {@link #opensAtOnce} says whether an event loop may wait for it.
     */
    Channel open(Transport transport, InetSocketAddress upstream) throws IOException;

    /** Whether {@link #open} is quick enough for an event loop. */
    boolean opensAtOnce();
}
