package naru.network.record;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.network.address.MacAddress;
import naru.network.address.Prefix;
import naru.network.model.DnsSettings;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.IpamConfig;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.PoolConfig;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;
import naru.network.model.SandboxSpec;
import naru.network.option.EndpointOptionReader;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class RecordsTest {
    private static final Map<String, String> OPTIONS =
            Map.of(EndpointOptionReader.WEIGHT, "7", "a\"\\\n\u00e9", "b");

    private final Records records = new Records();

    @Test
    void readsANetworkAsItWasWritten() {
        var pool =
                new PoolConfig(
                        Prefix.parse("172.30.0.0/16"),
                        null,
                        ofLiteral("172.30.0.1"),
                        Map.of("router", ofLiteral("172.30.0.2")));
        var network =
                new Network(
                        new NetworkId("a".repeat(64)),
                        "br_xx",
                        Instant.parse("2026-01-02T03:04:05.000000006Z"),
                        "bridge",
                        "local",
                        true,
                        false,
                        IpamConfig.of("default", Map.of(), List.of(pool)),
                        false,
                        true,
                        false,
                        false,
                        null,
                        Map.of("x", "y"),
                        Map.of("com.docker.compose.network", "br_xx"));

        byte[] json = records.encode(new NetworkRecord(network));

        assertThat(records.network(json).network()).isEqualTo(network);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .contains("\"subnet\":\"172.30.0.0/16\"", "\"gateway\":\"172.30.0.1\"");
    }

    @Test
    void readsASandboxAsItWasWritten() {
        var endpoint =
                new Endpoint(
                        new EndpointId("b".repeat(64)),
                        new NetworkId("a".repeat(64)),
                        "br_xx",
                        Prefix.parse("172.30.0.10/16"),
                        null,
                        ofLiteral("172.30.0.1"),
                        null,
                        List.of(),
                        MacAddress.parse("02:00:00:00:00:01"),
                        "eth0",
                        "veth0000001",
                        List.of("web"),
                        List.of("web-1", "web"),
                        List.of(),
                        EndpointOptionReader.read(OPTIONS),
                        7);
        var sandbox =
                new Sandbox(
                        new SandboxId("c".repeat(64)),
                        "d".repeat(64),
                        "web-1",
                        "dddddddddddd",
                        SandboxSpec.Kind.PRIVATE,
                        Path.of("/run/naru/netns/cccccccccccc"),
                        List.of(endpoint),
                        List.of(new PublishedPort(Protocol.TCP, 80, ofLiteral("::"), 8080)),
                        endpoint.id(),
                        null,
                        new DnsSettings(List.of(ofLiteral("fd00::5")), List.of("a.b"), List.of()),
                        Readiness.UNHEALTHY);

        var record =
                new SandboxRecord(
                        SandboxRecord.Phase.OPENING,
                        "boot",
                        sandbox,
                        List.of(PortRequest.of(Protocol.UDP, 53, 5353)),
                        Map.of("net.ipv4.ip_forward", "1"),
                        endpoint.id());

        byte[] json = records.encode(record);

        assertThat(records.sandbox(json)).isEqualTo(record);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .as("options are written as text, without the values read from it")
                .contains("\"naru.endpoint.weight\":\"7\"")
                .doesNotContain("sysctls\":{}");
    }
}
