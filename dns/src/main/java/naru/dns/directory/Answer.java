package naru.dns.directory;

import naru.network.model.NameOptions.Order;

import java.net.InetAddress;
import java.util.List;

/** What the directory says to a name. */
public sealed interface Answer {
    /**
     * The name is ours. {@code addresses} are those of the wanted family, each once, the best first
     * where there is an order; none is an answer too.
     *
     * @param ttl how long it may be remembered, in seconds
     */
    record Known(List<InetAddress> addresses, int ttl, Order order) implements Answer {
        public Known {
            addresses = List.copyOf(addresses);
        }
    }

    /** Nobody has the name, and nobody else could: it is in a domain of ours. */
    record Nowhere() implements Answer {}

    /** Nobody that the asker shares a network with has the name. */
    record Unknown() implements Answer {}
}
