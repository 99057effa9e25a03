package naru.proxy.haproxy;

/**
 * A server of a backend.
 *
 * @param name unique in its backend: letters, digits and {@code -_.:}
 * @param address a literal IP address, or {@code unix@PATH} with port 0
 */
public record Server(String name, String address, int port, int weight) {
    /** The address and port as HAProxy writes them. */
    public String socket() {
        if (port == 0) {
            return address;
        }
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + port;
    }
}
