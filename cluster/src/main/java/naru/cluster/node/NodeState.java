package naru.cluster.node;

import io.avaje.jsonb.Json;

import naru.cluster.identity.Role;
import naru.cluster.record.NodeDescription;
import naru.cluster.record.NodeReport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What a node keeps on disk of itself.
 *
 * @param role of its certificate
 * @param listen the address that a manager's port listens on
 * @param address at which others reach it
 * @param managers their ports as HOST:PORT, as last seen
 */
@Json
public record NodeState(
        String id,
        String cluster,
        Role role,
        InetAddress listen,
        int port,
        InetAddress address,
        InetAddress dataPath,
        int dataPathPort,
        List<String> managers) {
    public NodeState {
        managers = List.copyOf(managers);
    }

    boolean isManager() {
        return role == Role.MANAGER;
    }

    NodeState with(Role changed) {
        return new NodeState(
                id, cluster, changed, listen, port, address, dataPath, dataPathPort, managers);
    }

    NodeState with(List<String> seen) {
        return new NodeState(
                id, cluster, role, listen, port, address, dataPath, dataPathPort, seen);
    }

    NodeReport report(NodeDescription description) {
        return new NodeReport(description, address, port, dataPath);
    }

    List<InetSocketAddress> managerAddresses() {
        return managers.stream().map(HostPort::parse).map(HostPort::socket).toList();
    }
}
