package naru.linux.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.linux.Kernel;
import naru.linux.Scratch;
import naru.linux.address.Family;
import naru.linux.conntrack.Connection.Tuple;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

class ConntrackSocketLiveTest {
    @Test
    void listsAndDeletesEntries() throws IOException {
        try (var scratch = Scratch.create();
                var netns = scratch.netns("a");
                var routes = Scratch.routes(netns)) {
            routes.apply(LinkChange.up(LinkRef.LOOPBACK));
            scratch.run("a", "nft", "add table inet t");
            scratch.run("a", "nft", "add chain inet t c { type filter hook input priority 0; }");
            scratch.run("a", "nft", "add rule inet t c ct state new counter");
            try (var conntrack = netns.call(() -> ConntrackSocket.open(Kernel.DIRECT));
                    var socket = netns.call(ConntrackSocketLiveTest::socket)) {
                send(socket, "127.0.0.1", 53);
                send(socket, "127.0.0.1", 54);
                send(socket, "::1", 53);

                var seen = conntrack.connections(Family.IPV4);
                var local = ofLiteral("127.0.0.1");
                assertThat(seen)
                        .extracting(Connection::original)
                        .containsExactlyInAnyOrder(
                                new Tuple(local, 7777, local, 53),
                                new Tuple(local, 7777, local, 54));
                assertThat(seen).allMatch(c -> c.protocol() == 17);
                assertThat(conntrack.connections(Family.IPV6))
                        .singleElement()
                        .extracting(Connection::reply)
                        .isEqualTo(new Tuple(ofLiteral("::1"), 53, ofLiteral("::1"), 7777));

                var first = seen.getFirst();
                conntrack.forget(first);
                conntrack.forget(first); // which has been deleted by then
                assertThat(conntrack.connections(Family.IPV4)).hasSize(1).doesNotContain(first);
                conntrack.connections(Family.IPV6).forEach(conntrack::forget);
                assertThat(conntrack.connections(Family.IPV6)).isEmpty();
                assertThat(conntrack.connections(Family.IPV4)).hasSize(1);
            }
        }
    }

    private static DatagramSocket socket() throws IOException {
        return new DatagramSocket(7777);
    }

    private static void send(DatagramSocket socket, String to, int port) throws IOException {
        var target = new InetSocketAddress(InetAddress.ofLiteral(to), port);
        socket.send(new DatagramPacket(new byte[1], 1, target));
    }
}
