package naru.network.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.linux.conntrack.Connection;
import naru.linux.conntrack.Connection.Key;
import naru.linux.conntrack.Connection.Tuple;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/** The host is 192.0.2.1, callers are 192.0.2.2, and 172.17.0.2 is behind its port 5353. */
class StaleFilterTest {
    private static final InetAddress HOST = ofLiteral("192.0.2.1");
    private static final InetAddress WEB = ofLiteral("172.17.0.2");
    private static final InetAddress OTHER = ofLiteral("172.17.0.3");

    private final Mapping udp = mapping(Protocol.UDP, "0.0.0.0");

    @Test
    void forgetsWhatWentByAPortThatIsClosed() {
        var closed = new StaleFilter(List.of(udp), _ -> false, Set.of(HOST));

        assertThat(closed.isStale(udp(HOST, 5353, WEB, 53))).isTrue();
        assertThat(closed.isStale(udp(HOST, 5353, OTHER, 53)))
                .as("leads elsewhere by now")
                .isFalse();
        assertThat(closed.isStale(udp(HOST, 5354, WEB, 53))).as("another port").isFalse();
        assertThat(closed.isStale(connection(6, HOST, 5353, WEB, 53))).as("TCP").isFalse();
        var tcp =
                new StaleFilter(
                        List.of(mapping(Protocol.TCP, "0.0.0.0")), _ -> false, Set.of(HOST));
        assertThat(tcp.isStale(connection(6, HOST, 5353, WEB, 53))).isTrue();
    }

    @Test
    void forgetsWhatWouldPassAPortByThatIsOpened() {
        var opened = new StaleFilter(List.of(udp), udp::equals, Set.of(HOST));

        assertThat(opened.isStale(udp(HOST, 5353, HOST, 5353))).isTrue();
        assertThat(opened.isStale(udp(HOST, 5353, WEB, 53))).as("by it already").isFalse();
        var far = ofLiteral("203.0.113.7");
        assertThat(opened.isStale(udp(far, 5353, far, 5353))).as("of somebody else").isFalse();
        var tcp = mapping(Protocol.TCP, "0.0.0.0");
        assertThat(
                        new StaleFilter(List.of(tcp), tcp::equals, Set.of(HOST))
                                .isStale(connection(6, HOST, 5353, HOST, 5353)))
                .as("TCP begins anew by itself")
                .isFalse();
    }

    @Test
    void asksForTheAddressThatAPortIsPublishedAt() {
        var one = mapping(Protocol.UDP, "192.0.2.1");
        var closed =
                new StaleFilter(List.of(one), _ -> false, Set.of(HOST, ofLiteral("192.0.2.9")));

        assertThat(closed.isStale(udp(HOST, 5353, WEB, 53))).isTrue();
        assertThat(closed.isStale(udp(ofLiteral("192.0.2.9"), 5353, WEB, 53))).isFalse();
    }

    private static Mapping mapping(Protocol protocol, String host) {
        return new Mapping(new PublishedPort(protocol, 53, ofLiteral(host), 5353), WEB);
    }

    private static Connection udp(InetAddress called, int port, InetAddress answers, int from) {
        return connection(17, called, port, answers, from);
    }

    private static Connection connection(
            int protocol, InetAddress called, int port, InetAddress answers, int from) {
        var caller = ofLiteral("192.0.2.2");
        return new Connection(
                protocol,
                new Tuple(caller, 40000, called, port),
                new Tuple(answers, from, caller, 40000),
                new Key(new byte[1], new byte[0], new byte[0]));
    }
}
