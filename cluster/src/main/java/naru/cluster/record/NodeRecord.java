package naru.cluster.record;

import io.avaje.jsonb.Json;

import java.net.InetAddress;
import java.time.Instant;

/**
 * A node of the cluster.
 *
 * @param updated when its spec or description was last changed
 * @param address of the control plane; others reach a manager's port there
 * @param port that a manager listens on there
 * @param dataPath the address of its VXLAN tunnels
 */
@Json
public record NodeRecord(
        String id,
        Instant created,
        Instant updated,
        NodeSpec spec,
        NodeDescription description,
        InetAddress address,
        int port,
        InetAddress dataPath) {
    /** The same node with another spec. */
    public NodeRecord with(NodeSpec changed, Instant now) {
        return new NodeRecord(id, created, now, changed, description, address, port, dataPath);
    }

    /** The same node as it describes itself now. */
    public NodeRecord with(NodeReport report, Instant now) {
        return new NodeRecord(
                id,
                created,
                now,
                spec,
                report.description(),
                report.address(),
                report.port(),
                report.dataPath());
    }

    /** What the node itself has reported. */
    public NodeReport report() {
        return new NodeReport(description, address, port, dataPath);
    }
}
