package naru.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import naru.api.json.container.ContainerSummary;
import naru.api.json.container.EndpointReply;
import naru.api.json.image.ProgressLine;
import naru.api.json.network.NetworkReply;
import naru.api.json.network.NetworksPruned;
import naru.api.json.system.EventReply;
import naru.container.config.EndpointSettings;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class WireFormatTest {
    private static String json(Object value) {
        return new String(Json.bytes(value), StandardCharsets.UTF_8).strip();
    }

    @Test
    void omitsAbsentFieldsOfPool() {
        assertThat(json(new NetworkReply.Pool("172.17.0.0/16", null, "172.17.0.1", null)))
                .isEqualTo("{\"Subnet\":\"172.17.0.0/16\",\"Gateway\":\"172.17.0.1\"}");
    }

    @Test
    void omitsHostSideOfExposedPort() {
        assertThat(json(List.of(new ContainerSummary.Port(null, 80, null, "tcp"))))
                .isEqualTo("[{\"PrivatePort\":80,\"Type\":\"tcp\"}]");
    }

    @Test
    void showsNullAfterOmittingRecord() {
        var ipam =
                new NetworkReply.Ipam(
                        "default",
                        null,
                        List.of(new NetworkReply.Pool("10.0.0.0/8", null, null, null)));
        assertThat(json(List.of(ipam, new NetworksPruned(null))))
                .isEqualTo(
                        "[{\"Driver\":\"default\",\"Options\":null,\"Config\":[{\"Subnet\":\"10.0.0.0/8\"}]},"
                            + "{\"NetworksDeleted\":null}]");
    }

    @Test
    void showsEmptyListsAndMaps() {
        assertThat(json(new NetworkReply.Ipam("default", Map.of(), List.of())))
                .isEqualTo("{\"Driver\":\"default\",\"Options\":{},\"Config\":[]}");
        assertThat(json(List.of())).isEqualTo("[]");
    }

    @Test
    void writesEventLikeDocker() {
        var event =
                new EventReply(
                        null,
                        null,
                        null,
                        "network",
                        "create",
                        new EventReply.Actor("abc", Map.of("name", "front")),
                        "local",
                        5,
                        5_000_000_001L);
        assertThat(json(event))
                .isEqualTo(
                        "{\"Type\":\"network\",\"Action\":\"create\",\"Actor\":{\"ID\":\"abc\",\"Attributes\":"
                            + "{\"name\":\"front\"}},\"scope\":\"local\",\"time\":5,\"timeNano\":5000000001}");
    }

    @Test
    void keepsEmptyProgressDetail() {
        var line =
                new ProgressLine(
                        null,
                        "Pull complete",
                        new ProgressLine.Detail(null, null),
                        null,
                        "b85a868b505f",
                        null,
                        null,
                        null);
        assertThat(json(line))
                .isEqualTo(
                        "{\"status\":\"Pull"
                                + " complete\",\"progressDetail\":{},\"id\":\"b85a868b505f\"}");
    }

    @Test
    void writesEndpointLikeDocker() {
        assertThat(json(EndpointReply.of(EndpointSettings.DEFAULT, List.of())))
                .contains(
                        "\"Aliases\":null",
                        "\"Links\":null",
                        "\"IPAMConfig\":null",
                        "\"NetworkID\":\"\"",
                        "\"IPPrefixLen\":0",
                        "\"GlobalIPv6Address\":\"\"",
                        "\"DNSNames\":",
                        "\"MacAddress\":\"\"",
                        "\"GwPriority\":0");
    }

    @Test
    void omitsAbsentFields() {
        assertThat(json(new ContainerSummary.Host("bridge", null)))
                .isEqualTo("{\"NetworkMode\":\"bridge\"}");
        assertThat(json(new ContainerSummary.Host("bridge", Map.of("a", "b"))))
                .isEqualTo("{\"NetworkMode\":\"bridge\",\"Annotations\":{\"a\":\"b\"}}");
    }

    @Test
    void escapesControlCharacters() {
        assertThat(json(new naru.api.json.ErrorReply("나루 \"x\"\n<&>")))
                .isEqualTo("{\"message\":\"나루 \\\"x\\\"\\n<&>\"}");
    }
}
