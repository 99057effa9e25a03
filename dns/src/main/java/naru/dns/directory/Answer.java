package naru.dns.directory;

import naru.network.option.NameOptions.Order;

import java.net.InetAddress;
import java.util.List;

/** The directory's answer to a name. */
public sealed interface Answer {
    /**
     * The name is known. {@code addresses} are those of the requested family, each once, the best
     * first if there is an order; it may be empty.
     *
     * @param ttl in seconds
     */
    record Known(List<InetAddress> addresses, int ttl, Order order) implements Answer {
        public Known {
            addresses = List.copyOf(addresses);
        }
    }

    /** The name does not exist and is not forwarded: it is in a domain of a network. */
    record Nowhere() implements Answer {}

    /** No network of the client knows the name. */
    record Unknown() implements Answer {}
}
