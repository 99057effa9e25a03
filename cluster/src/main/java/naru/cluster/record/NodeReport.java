package naru.cluster.record;

import io.avaje.jsonb.Json;

import java.net.InetAddress;
import java.util.Objects;

/**
 * What a node reports of itself; see {@link NodeRecord}.
 *
 * @param address of the control plane
 * @param port of a manager there
 */
@Json
public record NodeReport(
        NodeDescription description, InetAddress address, int port, InetAddress dataPath) {
    public NodeReport {
        Objects.requireNonNull(description);
        Objects.requireNonNull(address);
        Objects.requireNonNull(dataPath);
    }
}
