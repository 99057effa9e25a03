package naru.network.dhcp;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.network.host.FrameSocket;
import naru.network.host.Host;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** What the client asks a server for; the replies are those of dnsmasq. */
class DhcpClientTest {
    private static final int TRANSACTION = 14 + 20 + 8 + 4; // place in a frame
    private static final int OPTIONS = 14 + 20 + 8 + 236 + 4;
    private static final int TYPE = 53;
    private static final int REQUESTED = 50; // RFC 2132 section 9.1
    private static final int SERVER = 54;
    private static final byte[] OFFERED = {10, 50, 0, 102};

    private final Server server = new Server();
    private final DhcpClient client =
            new DhcpClient(host(), server, DhcpFrameTest.CLIENT, "web", new Random(1));

    @Test
    void theAddressOfTheLastRunIsRequestedFirst() {
        client.acquire(ofLiteral("10.50.0.77"));

        assertThat(server.questions).hasSize(2);
        assertThat(server.questions.getFirst().get(TYPE)).containsExactly(1); // DISCOVER
        assertThat(server.questions.getFirst().get(REQUESTED)).containsExactly(10, 50, 0, 77);
    }

    @Test
    void withoutALastRunNoAddressIsRequested() {
        client.acquire(null);

        assertThat(server.questions.getFirst()).doesNotContainKey(REQUESTED);
    }

    @Test
    void theRequestNamesTheOfferedAddressAndItsServer() {
        var lease = client.acquire(ofLiteral("10.50.0.77"));

        var request = server.questions.getLast();
        assertThat(request.get(TYPE)).containsExactly(3); // REQUEST
        assertThat(request.get(REQUESTED)).containsExactly(OFFERED);
        assertThat(request.get(SERVER)).containsExactly(10, 50, 0, 2);
        assertThat(lease.address()).hasToString("10.50.0.102/24");
    }

    /** Offers an address and confirms it. */
    private static final class Server implements FrameSocket {
        private final List<Map<Integer, byte[]>> questions = new ArrayList<>();
        private byte[] last = {};

        @Override
        public void send(byte[] frame) {
            last = frame;
            questions.add(options(frame));
        }

        private static Map<Integer, byte[]> options(byte[] frame) {
            var options = new TreeMap<Integer, byte[]>();
            var rest = ByteBuffer.wrap(frame).position(OPTIONS);
            for (int code = rest.get() & 0xff; code != 255; code = rest.get() & 0xff) {
                var value = new byte[rest.get() & 0xff];
                rest.get(value);
                options.put(code, value);
            }
            return options;
        }

        @Override
        public Optional<byte[]> next(Duration limit) {
            var reply = DhcpFrameTest.offer();
            System.arraycopy(last, TRANSACTION, reply, TRANSACTION, 4);
            if (questions.size() > 1) {
                reply[OPTIONS + 2] = 5; // ACK
            }
            return Optional.of(reply);
        }

        @Override
        public void close() {}
    }

    private static Host host() {
        return (Host)
                Proxy.newProxyInstance(
                        Host.class.getClassLoader(),
                        new Class<?>[] {Host.class},
                        (_, method, _) -> {
                            assertThat(method.getName()).isEqualTo("nanoTime");
                            return 0L;
                        });
    }
}
