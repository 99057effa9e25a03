package naru.cluster.option;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/**
 * The administrator's settings of a node.
 *
 * @param folder of the node's state; exists while it is part of a cluster
 * @param etcd the program; {@code null} for the installed one
 * @param peerPort of etcd, for other managers
 * @param clientPort of etcd, on loopback
 * @param advertise the default of {@code --advertise-addr}
 * @param engineVersion that other nodes see
 * @param labels of the engine
 */
public record ClusterSettings(
        Path folder,
        @Nullable Path etcd,
        int peerPort,
        int clientPort,
        @Nullable String advertise,
        String engineVersion,
        Map<String, String> labels) {
    public static final int DEFAULT_PEER_PORT = 2378;
    public static final int DEFAULT_CLIENT_PORT = 2374;

    /** The default port of managers. */
    public static final int DEFAULT_PORT = 2377;

    public ClusterSettings {
        labels = Map.copyOf(labels);
    }
}
