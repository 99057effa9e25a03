package naru.dns.directory;

import java.net.InetAddress;
import java.util.List;

/** A holder of a name. */
sealed interface Holder permits Entry, Holder.Virtual {
    /** Its first name. */
    String name();

    List<InetAddress> addresses();

    /** Whether it accepts new connections. */
    boolean serving();

    /** All holders of a name behind a virtual address, whose connections the kernel distributes. */
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
