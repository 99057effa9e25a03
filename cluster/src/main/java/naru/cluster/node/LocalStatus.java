package naru.cluster.node;

import java.util.List;

/**
 * This host's part in a cluster.
 *
 * @param state {@code inactive}, {@code active} or {@code error}
 * @param error empty if there is none
 * @param managers all of them, as far as this host has seen
 */
public record LocalStatus(
        String state,
        String error,
        String node,
        String address,
        boolean manager,
        List<Peer> managers) {
    /**
     * A manager.
     *
     * @param node its id
     * @param address of its port, as HOST:PORT
     */
    public record Peer(String node, String address) {}

    /** Of a host of no cluster. */
    public static final LocalStatus INACTIVE =
            new LocalStatus("inactive", "", "", "", false, List.of());

    public LocalStatus {
        managers = List.copyOf(managers);
    }

    static LocalStatus failed(String error) {
        return new LocalStatus("error", error, "", "", false, List.of());
    }
}
