package naru.api.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.avaje.jsonb.Jsonb;

import naru.api.wire.Json;
import naru.cluster.node.ClusterView;
import naru.cluster.node.NodeView;
import naru.cluster.record.ClusterRecord;
import naru.cluster.record.ClusterSpec;
import naru.cluster.record.NodeDescription;
import naru.cluster.record.NodeRecord;
import naru.cluster.record.NodeSpec;
import naru.network.json.MapKeys;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The same records yield what Docker 20.10 has sent, recorded from a swarm of two nodes. */
class ClusterJsonTest {
    private static final Jsonb JSONB = Jsonb.builder().add(new MapKeys()).build();

    private static String text(String file) throws IOException {
        try (var in = ClusterJsonTest.class.getResourceAsStream(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Object parse(String json) {
        return JSONB.type(Object.class).fromJson(json);
    }

    private static Object sent(Object value) {
        return parse(new String(Json.bytes(value), StandardCharsets.UTF_8));
    }

    /** A field below others. */
    private static Object at(Object json, String... path) {
        var value = json;
        for (var key : path) {
            value = ((Map<?, ?>) value).get(key);
        }
        return value;
    }

    private static String string(Object json, String... path) {
        return (String) at(json, path);
    }

    private static long number(Object json, String... path) {
        return (Long) at(json, path);
    }

    private static NodeView node(Object json, Optional<NodeView.Manager> manager) {
        var plugins =
                ((List<?>) at(json, "Description", "Engine", "Plugins"))
                        .stream()
                                .collect(
                                        Collectors.groupingBy(
                                                plugin -> string(plugin, "Type"),
                                                Collectors.mapping(
                                                        plugin -> string(plugin, "Name"),
                                                        Collectors.toList())));
        var address = InetAddress.ofLiteral(string(json, "Status", "Addr"));
        var record =
                new NodeRecord(
                        string(json, "ID"),
                        Instant.parse(string(json, "CreatedAt")),
                        Instant.parse(string(json, "UpdatedAt")),
                        new NodeSpec(
                                null,
                                Map.of(),
                                string(json, "Spec", "Role"),
                                string(json, "Spec", "Availability")),
                        new NodeDescription(
                                string(json, "Description", "Hostname"),
                                string(json, "Description", "Platform", "Architecture"),
                                "linux",
                                number(json, "Description", "Resources", "NanoCPUs"),
                                number(json, "Description", "Resources", "MemoryBytes"),
                                string(json, "Description", "Engine", "EngineVersion"),
                                Map.of(),
                                plugins),
                        address,
                        2377,
                        address);
        return new NodeView(record, number(json, "Version", "Index"), "ready", manager);
    }

    @Test
    void describesManagersAsDocker() throws IOException {
        var docker = parse(text("manager.json"));
        var root = string(docker, "Description", "TLSInfo", "TrustRoot");
        var leader = new NodeView.Manager(true, true, "10.88.0.1:2377");
        assertThat(sent(ClusterJson.node(node(docker, Optional.of(leader)), root)))
                .isEqualTo(docker);
    }

    @Test
    void describesWorkersAsDocker() throws IOException {
        var docker = parse(text("worker.json"));
        var root = string(docker, "Description", "TLSInfo", "TrustRoot");
        assertThat(sent(ClusterJson.node(node(docker, Optional.empty()), root))).isEqualTo(docker);
    }

    @Test
    void describesClustersAsDocker() throws IOException {
        var docker = parse(text("swarm.json"));
        var record =
                new ClusterRecord(
                        string(docker, "ID"),
                        Instant.parse(string(docker, "CreatedAt")),
                        Instant.parse(string(docker, "UpdatedAt")),
                        new ClusterSpec(null, null, null, null, null, null, null),
                        string(docker, "TLSInfo", "TrustRoot"),
                        List.of("10.44.0.0/16"),
                        (int) number(docker, "SubnetSize"),
                        (int) number(docker, "DataPathPort"));
        var view =
                new ClusterView(
                        record,
                        number(docker, "Version", "Index"),
                        string(docker, "JoinTokens", "Worker"),
                        string(docker, "JoinTokens", "Manager"));
        assertThat(sent(ClusterJson.swarm(view))).isEqualTo(docker);
    }
}
