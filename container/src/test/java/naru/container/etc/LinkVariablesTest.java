package naru.container.etc;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.etc.LinkVariables.Port;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class LinkVariablesTest {
    private static List<String> of(String name, List<String> environment, String... ports) {
        return new LinkVariables(
                        name, "172.17.0.2", environment, Stream.of(ports).map(Port::parse).toList())
                .assignments();
    }

    @Test
    void nameAPortAndTheEnvironment() {
        assertThat(of("/web/my-db", List.of("PATH=/bin", "HOME=/", "X", "A=b=c"), "5432/tcp"))
                .containsExactly(
                        "MY_DB_PORT=tcp://172.17.0.2:5432",
                        "MY_DB_PORT_5432_TCP=tcp://172.17.0.2:5432",
                        "MY_DB_PORT_5432_TCP_ADDR=172.17.0.2",
                        "MY_DB_PORT_5432_TCP_PORT=5432",
                        "MY_DB_PORT_5432_TCP_PROTO=tcp",
                        "MY_DB_NAME=/web/my-db",
                        "MY_DB_ENV_A=b=c");
    }

    @Test
    void containerWithoutPortsHasOnlyAName() {
        assertThat(of("/web/db", List.of())).containsExactly("DB_NAME=/web/db");
    }

    @Test
    void lowestPortIsTheDefaultAndTcpComesFirst() {
        assertThat(of("/w/d", List.of(), "80/udp", "80/tcp", "443"))
                .startsWith("D_PORT=tcp://172.17.0.2:80", "D_PORT_80_TCP=tcp://172.17.0.2:80")
                .contains("D_PORT_80_UDP_PROTO=udp", "D_PORT_443_TCP_PORT=443");
    }

    @Test
    void threePortsInARowHaveEnds() {
        assertThat(of("/w/d", List.of(), "12/tcp", "10/tcp", "11/tcp", "20/tcp"))
                .containsSubsequence(
                        "D_PORT=tcp://172.17.0.2:10",
                        "D_PORT_10_TCP_START=tcp://172.17.0.2:10",
                        "D_PORT_10_TCP_ADDR=172.17.0.2",
                        "D_PORT_10_TCP_PROTO=tcp",
                        "D_PORT_10_TCP_PORT_START=10",
                        "D_PORT_12_TCP_END=tcp://172.17.0.2:12",
                        "D_PORT_12_TCP_PORT_END=12",
                        "D_PORT_10_TCP=tcp://172.17.0.2:10")
                .noneMatch(line -> line.contains("20_TCP_END"));
        assertThat(of("/w/d", List.of(), "10/tcp", "11/tcp"))
                .noneMatch(line -> line.contains("START"));
    }
}
