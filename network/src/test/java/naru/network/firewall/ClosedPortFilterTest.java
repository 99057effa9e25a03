package naru.network.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.linux.conntrack.Connection;
import naru.linux.conntrack.Connection.Key;
import naru.linux.conntrack.Connection.Tuple;
import naru.network.address.Prefix;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.Set;

/** The host is 192.0.2.1, a client 192.0.2.2; 172.17.0.2 is behind the port 5353 of the host. */
class ClosedPortFilterTest {
    private static final InetAddress HOST = ofLiteral("192.0.2.1");
    private static final InetAddress CLIENT = ofLiteral("192.0.2.2");
    private static final InetAddress WEB = ofLiteral("172.17.0.2");
    private static final InetAddress OTHER = ofLiteral("172.17.0.3");

    private final ClosedPortFilter filter =
            new ClosedPortFilter(
                    Set.of(
                            new Mapping(
                                    new PublishedPort(Protocol.UDP, 53, ofLiteral("0.0.0.0"), 5353),
                                    WEB)),
                    Set.of(Prefix.parse("172.17.0.0/16")));

    @Test
    void selectsConnectionsOfClosedPorts() {
        assertThat(filter.test(connection(17, CLIENT, HOST, OTHER, 53))).isTrue();
        assertThat(filter.test(connection(17, CLIENT, HOST, WEB, 54))).isTrue();
        assertThat(filter.test(connection(6, CLIENT, HOST, WEB, 53))).isTrue();
    }

    @Test
    void keepsConnectionsOfOpenPorts() {
        assertThat(filter.test(connection(17, CLIENT, HOST, WEB, 53))).isFalse();
    }

    @Test
    void keepsWhatIsNotTranslatedFromOutside() {
        assertThat(filter.test(connection(17, CLIENT, HOST, HOST, 53))).as("the host").isFalse();
        assertThat(filter.test(connection(17, CLIENT, WEB, WEB, 54))).as("routed").isFalse();
        assertThat(filter.test(connection(17, CLIENT, ofLiteral("172.17.0.9"), WEB, 54)))
                .as("virtual")
                .isFalse();
        assertThat(filter.test(connection(17, WEB, HOST, OTHER, 54))).as("inside").isFalse();
    }

    private static Connection connection(
            int protocol, InetAddress from, InetAddress to, InetAddress by, int port) {
        return new Connection(
                protocol,
                new Tuple(from, 40000, to, 5353),
                new Tuple(by, port, from, 40000),
                new Key(new byte[0], new byte[0], new byte[0]));
    }
}
