package naru.cluster.record;

import static org.assertj.core.api.Assertions.assertThat;

import naru.cluster.identity.Role;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class NodeRecordsTest {
    private static final Instant NOW = Instant.parse("2026-12-01T10:00:00.123456789Z");

    @Test
    void readsNodesAsWritten() {
        var node =
                new NodeRecord(
                        "n1",
                        NOW,
                        NOW,
                        new NodeSpec(null, Map.of("zo\"ne\\", "a"), "manager", "active"),
                        new NodeDescription(
                                "h1",
                                "x86_64",
                                "linux",
                                2_000_000_000L,
                                1L << 34,
                                "28.2.2",
                                Map.of("k", "v"),
                                Map.of("Network", List.of("bridge", "overlay"))),
                        InetAddress.ofLiteral("192.0.2.1"),
                        2377,
                        InetAddress.ofLiteral("2001:db8::1"));
        assertThat(NodeRecords.INSTANCE.node(NodeRecords.INSTANCE.encode(node))).isEqualTo(node);
    }

    @Test
    void readsClustersAsWritten() {
        var spec = new ClusterSpec(null, null, null, null, null, null, null).withDefaults();
        var cluster =
                new ClusterRecord("c", NOW, NOW, spec, "PEM\n", List.of("10.0.0.0/8"), 24, 4789);
        var read = NodeRecords.INSTANCE.cluster(NodeRecords.INSTANCE.encode(cluster));
        assertThat(read).isEqualTo(cluster);
        assertThat(read.spec().certificateExpiry()).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void keepsLivesAndSecretsAsWritten() {
        var alive = new AliveRecord("n1", "s", null);
        assertThat(NodeRecords.INSTANCE.alive(NodeRecords.INSTANCE.encode(alive))).isEqualTo(alive);
        var secrets = new AuthorityRecord("cert", "key", "SWMTKN-1", "SWMTKN-2");
        assertThat(NodeRecords.INSTANCE.authority(NodeRecords.INSTANCE.encode(secrets)))
                .isEqualTo(secrets);
        assertThat(secrets.toString()).doesNotContain("key").doesNotContain("SWMTKN");
        assertThat(NodeSpec.of(Role.WORKER, "active").isManager()).isFalse();
    }
}
