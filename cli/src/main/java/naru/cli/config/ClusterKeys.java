package naru.cli.config;

import naru.cluster.option.ClusterSettings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/**
 * The settings of this host as a node of a cluster.
 *
 * @param etcd the program; {@code null} for the installed one
 * @param peerPort of etcd, for other managers
 * @param clientPort of etcd, on loopback
 * @param advertise the default of {@code --advertise-addr}
 */
public record ClusterKeys(
        @Nullable Path etcd, int peerPort, int clientPort, @Nullable String advertise) {
    static ClusterKeys of(ConfigKeys keys) {
        return new ClusterKeys(
                keys.value("cluster-etcd", Path::of),
                keys.number("cluster-peer-port", ClusterSettings.DEFAULT_PEER_PORT),
                keys.number("cluster-client-port", ClusterSettings.DEFAULT_CLIENT_PORT),
                keys.value("swarm-default-advertise-addr", text -> text));
    }

    /**
     * @param folder of the node's state
     */
    public ClusterSettings settings(Path folder, String engineVersion, Map<String, String> labels) {
        return new ClusterSettings(
                folder, etcd, peerPort, clientPort, advertise, engineVersion, labels);
    }
}
