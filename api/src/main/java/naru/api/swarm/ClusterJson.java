package naru.api.swarm;

import naru.cluster.identity.Keys;
import naru.cluster.node.ClusterView;
import naru.cluster.node.NodeView;
import naru.cluster.record.ClusterSpec;
import naru.cluster.record.NodeDescription;
import naru.cluster.record.NodeSpec;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Clusters and nodes as JSON objects, with Docker's fields in Docker's order. */
public final class ClusterJson {
    private ClusterJson() {}

    /** {@code GET /swarm}: the cluster and its tokens. */
    static Map<String, Object> swarm(ClusterView view) {
        var json = cluster(view);
        json.put(
                "JoinTokens", Map.of("Worker", view.workerToken(), "Manager", view.managerToken()));
        return json;
    }

    /** The cluster without tokens, as in {@code GET /info}. */
    public static Map<String, Object> cluster(ClusterView view) {
        var record = view.record();
        var json = head(record.id(), view.version(), record.created(), record.updated());
        json.put("Spec", spec(record.spec()));
        json.put("TLSInfo", tls(record.root()));
        json.put("RootRotationInProgress", false);
        json.put("DefaultAddrPool", record.pools());
        json.put("SubnetSize", record.subnetSize());
        json.put("DataPathPort", record.dataPathPort());
        return json;
    }

    private static Map<String, Object> head(
            String id, long version, Instant created, Instant updated) {
        var json = new LinkedHashMap<String, Object>();
        json.put("ID", id);
        json.put("Version", Map.of("Index", version));
        json.put("CreatedAt", created.toString());
        json.put("UpdatedAt", updated.toString());
        return json;
    }

    private static Map<String, Object> spec(ClusterSpec stored) {
        var spec = stored.withDefaults();
        var json = new LinkedHashMap<String, Object>();
        json.put("Name", ClusterSpec.NAME);
        json.put("Labels", orEmpty(spec.labels()));
        var orchestration = spec.orchestration();
        if (orchestration != null) {
            json.put(
                    "Orchestration",
                    compact("TaskHistoryRetentionLimit", orchestration.historyLimit()));
        }
        var raft = spec.raft();
        if (raft != null) {
            var ticks = new LinkedHashMap<String, Object>();
            ticks.put("SnapshotInterval", raft.snapshotInterval());
            ticks.put("KeepOldSnapshots", raft.oldSnapshots());
            ticks.put("LogEntriesForSlowFollowers", raft.entriesForFollowers());
            ticks.put("ElectionTick", raft.electionTick());
            ticks.put("HeartbeatTick", raft.heartbeatTick());
            json.put("Raft", ticks);
        }
        var dispatcher = spec.dispatcher();
        if (dispatcher != null) {
            json.put("Dispatcher", Map.of("HeartbeatPeriod", dispatcher.heartbeat()));
        }
        json.put("CAConfig", Map.of("NodeCertExpiry", spec.certificateExpiry().toNanos()));
        json.put("TaskDefaults", Map.of());
        json.put("EncryptionConfig", Map.of("AutoLockManagers", false));
        return json;
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> labels) {
        return labels == null ? Map.of() : new TreeMap<>(labels);
    }

    private static Map<String, Object> compact(String key, @Nullable Object value) {
        return value == null ? Map.of() : Map.of(key, value);
    }

    private static Map<String, Object> tls(String root) {
        var json = new LinkedHashMap<String, Object>();
        json.put("TrustRoot", root);
        try {
            var certificate = Keys.certificates(root).getFirst();
            var base64 = Base64.getEncoder();
            json.put(
                    "CertIssuerSubject",
                    base64.encodeToString(certificate.getSubjectX500Principal().getEncoded()));
            json.put(
                    "CertIssuerPublicKey",
                    base64.encodeToString(certificate.getPublicKey().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the cluster's authority is damaged", e);
        }
        return json;
    }

    /**
     * {@code GET /nodes/ID}.
     *
     * @param root the certificate of the cluster's authority
     */
    static Map<String, Object> node(NodeView view, String root) {
        var record = view.record();
        var json = head(record.id(), view.version(), record.created(), record.updated());
        json.put("Spec", spec(record.spec()));
        json.put("Description", description(record.description(), root));
        var status = new LinkedHashMap<String, Object>();
        status.put("State", view.state());
        if (view.state().equals("down")) {
            status.put("Message", "heartbeat failure");
        }
        status.put("Addr", record.address().getHostAddress());
        json.put("Status", status);
        view.manager().ifPresent(manager -> json.put("ManagerStatus", manager(manager)));
        return json;
    }

    private static Map<String, Object> manager(NodeView.Manager manager) {
        var json = new LinkedHashMap<String, Object>();
        if (manager.leader()) {
            json.put("Leader", true);
        }
        json.put("Reachability", manager.reachable() ? "reachable" : "unreachable");
        json.put("Addr", manager.address());
        return json;
    }

    private static Map<String, Object> spec(NodeSpec spec) {
        var json = new LinkedHashMap<String, Object>();
        var name = spec.name();
        if (name != null && !name.isEmpty()) {
            json.put("Name", name);
        }
        json.put("Labels", orEmpty(spec.labels()));
        json.put("Role", spec.role());
        json.put("Availability", spec.availability());
        return json;
    }

    private static Map<String, Object> description(NodeDescription described, String root) {
        var json = new LinkedHashMap<String, Object>();
        json.put("Hostname", described.hostname());
        var platform = new LinkedHashMap<String, Object>();
        platform.put("Architecture", described.architecture());
        platform.put("OS", described.os());
        json.put("Platform", platform);
        var resources = new LinkedHashMap<String, Object>();
        resources.put("NanoCPUs", described.nanoCpus());
        resources.put("MemoryBytes", described.memory());
        json.put("Resources", resources);
        var engine = new LinkedHashMap<String, Object>();
        engine.put("EngineVersion", described.engineVersion());
        if (!described.labels().isEmpty()) {
            engine.put("Labels", new TreeMap<>(described.labels()));
        }
        engine.put("Plugins", plugins(described));
        json.put("Engine", engine);
        json.put("TLSInfo", tls(root));
        return json;
    }

    private static List<Map<String, Object>> plugins(NodeDescription described) {
        var list = new ArrayList<Map<String, Object>>();
        new TreeMap<>(described.plugins())
                .forEach((type, names) -> {
                    for (var name : names.stream().sorted().toList()) {
                        var plugin = new LinkedHashMap<String, Object>();
                        plugin.put("Type", type);
                        plugin.put("Name", name);
                        list.add(plugin);
                    }
                });
        return list;
    }
}
