package naru.api.system;

import naru.api.swarm.ClusterJson;
import naru.cluster.node.ClusterNode;
import naru.cluster.node.LocalStatus;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of {@code GET /info} that describes this host as a node. */
final class SwarmInfo {
    private SwarmInfo() {}

    static Map<String, Object> of(ClusterNode cluster) {
        var status = cluster.status();
        var json = new LinkedHashMap<String, Object>();
        json.put("NodeID", status.node());
        json.put("NodeAddr", status.address());
        json.put("LocalNodeState", status.state());
        json.put("ControlAvailable", status.manager());
        json.put("Error", status.error());
        json.put("RemoteManagers", managers(status));
        if (status.manager()) {
            addCluster(cluster, json);
        }
        return json;
    }

    private static @Nullable List<Map<String, Object>> managers(LocalStatus status) {
        return status.managers().isEmpty()
                ? null
                : status.managers().stream()
                        .map(peer -> {
                            var json = new LinkedHashMap<String, Object>();
                            json.put("NodeID", peer.node());
                            json.put("Addr", peer.address());
                            return (Map<String, Object>) json;
                        })
                        .toList();
    }

    private static void addCluster(ClusterNode cluster, Map<String, Object> json) {
        try {
            var control = cluster.control();
            var nodes = control.nodes();
            json.put("Nodes", nodes.size());
            json.put("Managers", nodes.stream().filter(node -> node.manager().isPresent()).count());
            json.put("Cluster", ClusterJson.cluster(control.cluster()));
        } catch (NaruException noQuorum) {
            json.put("Error", String.valueOf(noQuorum.getMessage()));
        }
    }
}
