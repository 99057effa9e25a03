package naru.cli.ports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.cli.text.Json;

import org.junit.jupiter.api.Test;

import java.util.List;

class PortTextTest {
    @Test
    void parsesPortsLikeDocker() {
        assertThat(PortText.parse("80")).containsExactly(new PortText("80/tcp", "", ""));
        assertThat(PortText.parse("8080:80")).containsExactly(new PortText("80/tcp", "", "8080"));
        assertThat(PortText.parse("127.0.0.1:8080:80/UDP"))
                .containsExactly(new PortText("80/udp", "127.0.0.1", "8080"));
        assertThat(PortText.parse("127.0.0.1::80"))
                .containsExactly(new PortText("80/tcp", "127.0.0.1", ""));
        assertThat(PortText.parse("[::1]:8080:80/sctp"))
                .containsExactly(new PortText("80/sctp", "::1", "8080"));
        assertThat(PortText.parse("9090-9092:80"))
                .containsExactly(new PortText("80/tcp", "", "9090-9092"));
        assertThat(PortText.parse("9000-9001:80-81"))
                .containsExactly(
                        new PortText("80/tcp", "", "9000"), new PortText("81/tcp", "", "9001"));
        assertThat(PortText.parse("80-81")).hasSize(2);
    }

    @Test
    void rejectsInvalidPorts() {
        for (var text :
                List.of("", "x", "0", "65536", "80-70", "1:2:3:4", ":", "8080:", "80/", "a:b:80")) {
            assertThatThrownBy(() -> PortText.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("not a port: " + text);
        }
        assertThatThrownBy(() -> PortText.parse("9000-9001:80-82"))
                .hasMessage(
                        "invalid ranges specified for container and host ports: 9000-9001:80-82");
    }

    @Test
    void convertsToRequestBody() {
        assertThat(Json.compact(PortsClient.body(List.of("8080:80", "[::1]::80"))))
                .isEqualTo(
                        "{\"PortBindings\":{\"80/tcp\":[{\"HostIp\":\"\",\"HostPort\":\"8080\"},"
                                + "{\"HostIp\":\"::1\",\"HostPort\":\"\"}]}}");
    }

    @Test
    void isPrintedLikeDockerPort() {
        var answer =
                "{\"80/tcp\":[{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"8080\"},"
                        + "{\"HostIp\":\"::\",\"HostPort\":\"8080\"}]}";
        assertThat(PortsClient.lines(Json.at(Json.parse(answer))))
                .containsExactly("80/tcp -> 0.0.0.0:8080", "80/tcp -> [::]:8080");
    }
}
