package naru.dns.directory;

import java.net.InetAddress;
import java.util.List;

/** Who has a name. */
sealed interface Holder permits Entry, Holder.Virtual {
    /** Its first name. */
    String name();

    List<InetAddress> addresses();

    /** Whether it takes new work. */
    boolean serving();

    /** All that have a name together, behind an address that the kernel spreads over them. */
    record Virtual(String name, List<InetAddress> addresses) implements Holder {
        public Virtual {
            addresses = List.copyOf(addresses);
        }

        @Override
        public boolean serving() {
            return true;
        }
    }
}
