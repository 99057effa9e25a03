package naru.network.relay;

import static org.assertj.core.api.Assertions.assertThat;

import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;

class RelayOrdersTest {
    @Test
    void neighbouringPortsAreOneLine() {
        var ports =
                List.of(
                        relayed(Protocol.TCP, 8001, 81),
                        relayed(Protocol.TCP, 8000, 80),
                        relayed(Protocol.TCP, 8002, 90),
                        relayed(Protocol.UDP, 8001, 81));

        assertThat(RelayOrders.change(List.of(), ports))
                .isEqualTo(
                        """
                        add tcp :: 8000 172.17.0.2 80 2
                        add tcp :: 8002 172.17.0.2 90 1
                        add udp :: 8001 172.17.0.2 81 1
                        """);
    }

    @Test
    void portsGoBeforeOthersCome() {
        var orders =
                RelayOrders.change(
                        List.of(relayed(Protocol.TCP, 80, 80)),
                        List.of(relayed(Protocol.TCP, 81, 80)));

        assertThat(orders).isEqualTo("del tcp :: 80 1\nadd tcp :: 81 172.17.0.2 80 1\n");
    }

    @Test
    void aFullListEndsAllOthers() {
        assertThat(RelayOrders.exactly(List.of())).isEqualTo("reset\n");
    }

    private static Relayed relayed(Protocol protocol, int hostPort, int containerPort) {
        var port =
                new PublishedPort(protocol, containerPort, InetAddress.ofLiteral("::"), hostPort);
        return new Relayed(port, InetAddress.ofLiteral("172.17.0.2"));
    }
}
