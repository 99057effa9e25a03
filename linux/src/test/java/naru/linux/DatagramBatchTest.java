package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

class DatagramBatchTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void receivesAndRepliesInBatches() throws Exception {
        try (var batch = new DatagramBatch(4, 64);
                var server = Sockets.udp(LOOPBACK, 0);
                var one = client(server);
                var two = client(server)) {
            for (int i = 0; i < 3; i++) {
                one.send(packet("one " + i));
                two.send(packet("two " + i));
            }
            assertThat(echo(batch, server)).isEqualTo(4);
            assertThat(echo(batch, server)).isEqualTo(2);
            one.send(packet("one 3"));
            one.send(packet("one 4"));
            assertThat(batch.receive(server, 1)).isOne();
            assertThat(batch.receive(server, 1)).isOne();
            assertThat(batch.receive(server, 9)).as("nothing is left").isZero();

            assertThat(received(one)).isEqualTo(Set.of("one 0", "one 1", "one 2"));
            assertThat(received(two)).isEqualTo(Set.of("two 0", "two 1", "two 2"));
        }
    }

    @Test
    void sendsFromTheQueueingSocket() throws Exception {
        try (var batch = new DatagramBatch(4, 64);
                var first = Sockets.udp(LOOPBACK, 0);
                var second = Sockets.udp(LOOPBACK, 0);
                var ofFirst = client(first);
                var ofSecond = client(second)) {
            ofFirst.send(packet("a"));
            ofSecond.send(packet("b"));
            batch.receive(first, 9);
            long one = batch.sender(0);
            batch.receive(second, 9);
            batch.queue(first, one, "to one".getBytes(), 6);
            batch.queue(second, batch.sender(0), "to two".getBytes(), 6);
            batch.send();

            // Connected sockets receive datagrams from their peer only.
            assertThat(text(ofFirst)).isEqualTo("to one");
            assertThat(text(ofSecond)).isEqualTo("to two");
        }
    }

    @Test
    void truncatesAndContinuesAfterClosedSocket() throws Exception {
        try (var batch = new DatagramBatch(4, 8);
                var server = Sockets.udp(LOOPBACK, 0);
                var client = client(server)) {
            client.send(packet("longer than eight"));
            assertThat(batch.receive(server, 9)).isOne();
            assertThat(batch.length(0)).isEqualTo(8);
            var gone = Sockets.udp(LOOPBACK, 0);
            batch.queue(gone, batch.sender(0), new byte[8], 8);
            gone.close();
            batch.queue(server, batch.sender(0), "still".getBytes(), 5);
            batch.send();
            assertThat(text(client)).isEqualTo("still");
        }
    }

    private static int echo(DatagramBatch batch, Fd server) {
        int count = batch.receive(server, 9);
        var bytes = new byte[batch.size()];
        for (int i = 0; i < count; i++) {
            batch.copy(i, bytes);
            batch.queue(server, batch.sender(i), bytes, batch.length(i));
        }
        batch.send();
        return count;
    }

    private static DatagramSocket client(Fd server) throws Exception {
        var client = new DatagramSocket(0, LOOPBACK);
        client.connect(LOOPBACK, Sockets.localPort(server));
        client.setSoTimeout(60_000);
        return client;
    }

    private static DatagramPacket packet(String text) {
        return new DatagramPacket(text.getBytes(), text.length());
    }

    private static Set<String> received(DatagramSocket client) throws Exception {
        var texts = new HashSet<String>();
        for (int i = 0; i < 3; i++) {
            texts.add(text(client));
        }
        return texts;
    }

    private static String text(DatagramSocket client) throws Exception {
        var packet = new DatagramPacket(new byte[64], 64);
        client.receive(packet);
        return new String(Arrays.copyOf(packet.getData(), packet.getLength()));
    }
}
