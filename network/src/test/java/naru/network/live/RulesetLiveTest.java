package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tables as {@code nft} shows it, beside {@code ruleset.nft} and {@code frames.nft}: docker0,
 * an internal network, one that keeps its containers apart, and published ports.
 */
class RulesetLiveTest {
    /** As nft 1.0.6 prints the priority of a NAT chain at output; later releases name it. */
    private static final String OUTPUT_PRIORITY = "nat hook output priority -100;";

    private static final String LATER_NAME = "nat hook output priority dstnat;";

    @Test
    void isWhatTheGoldenFileShows() throws IOException {
        try (var lab = new Lab()) {
            var networks = lab.start();
            networks.create(bridge("inner0", "172.30.0.0/16").withInternal(true));
            networks.create(
                    bridge("strict0", "172.31.0.0/16")
                            .withOptions(
                                    Map.of(
                                            "com.docker.network.bridge.name", "strict0",
                                            "com.docker.network.bridge.enable_icc", "false")));
            var ports =
                    List.of(
                            PortRequest.of(Protocol.TCP, 8080, 80),
                            PortRequest.of(Protocol.UDP, 5353, 53));
            networks.open(
                    SandboxSpec.of("a".repeat(64), "web", EndpointSpec.of("bridge"))
                            .withPorts(ports));

            var shown =
                    lab.run("nft", "--stateless", "list", "table", "inet", "naru")
                            .replace(LATER_NAME, OUTPUT_PRIORITY);
            assertThat(sorted(shown)).isEqualTo(golden("ruleset.nft"));
        }
    }

    @Test
    void guardsPortsAsTheGoldenFileShows() throws IOException {
        try (var lab = new Lab()) {
            lab.start();
            var shown =
                    lab.run("nft", "--stateless", "list", "table", "bridge", "naru")
                            .replace("icmpv6 taddr", "@th,64,128"); // as nft 1.0.6 prints it
            assertThat(shown).isEqualTo(golden("frames.nft"));
        }
    }

    private static NetworkSpec bridge(String name, String subnet) {
        var pool = new PoolSpec(subnet, null, null, Map.of());
        return NetworkSpec.bridge(name, new IpamSpec("default", Map.of(), List.of(pool)))
                .withOptions(Map.of("com.docker.network.bridge.name", name));
    }

    /** The kernel keeps the elements of a set in no particular order. */
    private static String sorted(String table) {
        return Pattern.compile("elements = \\{ ([^}]*) }")
                .matcher(table)
                .replaceAll(set ->
                        Stream.of(set.group(1).split(",\\s+"))
                                .sorted()
                                .collect(
                                        Collectors.joining(
                                                ",\n\t\t\t     ", "elements = { ", " }")));
    }

    private static String golden(String name) throws IOException {
        try (var file = RulesetLiveTest.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
