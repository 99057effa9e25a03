package naru.dns.directory;

import java.net.InetAddress;
import java.util.List;

/** What the directory says to a name. */
public sealed interface Answer {
    /**
     * The name is ours. {@code addresses} are those of the wanted family, each once, in the order
     * they were attached; none is an answer too.
     */
    record Known(List<InetAddress> addresses) implements Answer {
        public Known {
            addresses = List.copyOf(addresses);
        }
    }

    /** Nobody that the asker shares a network with has the name. */
    record Unknown() implements Answer {}
}
