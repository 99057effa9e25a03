package naru.linux.conntrack;

import naru.linux.address.Family;

import java.util.List;

/**
 * The connections that one network namespace tracks. {@link ConntrackSocket} is the kernel's own;
 * tests may have another one. Any thread.
 */
public interface Conntrack extends AutoCloseable {
    /** The connections of TCP, UDP and other protocols with ports, of one family. */
    List<Connection> connections(Family family);

    /**
     * Forgets a connection; its next packet begins a new one. A connection that has ended is no
     * error.
     */
    void forget(Connection connection);

    @Override
    void close();
}
