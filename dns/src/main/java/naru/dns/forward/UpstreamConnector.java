package naru.dns.forward;

import io.netty.channel.Channel;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Opens channels to upstreams from a network namespace. */
public interface UpstreamConnector {
    /**
     * Opens a channel for {@code upstream} that is neither registered nor connected. Entering a
     * namespace may block: {@link #opensAtOnce} tells whether it may be called on an event loop.
     */
    Channel open(Transport transport, InetSocketAddress upstream) throws IOException;

    /** Whether {@link #open} is fast enough for an event loop. */
    boolean opensAtOnce();
}
