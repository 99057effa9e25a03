package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import static java.nio.charset.StandardCharsets.US_ASCII;

import naru.linux.error.LinuxException;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;

class PacketSocketLiveTest {
    private static final int LOOPBACK = 1;

    @Test
    void receivesCompleteFrames() throws IOException {
        try (var scratch = Scratch.create();
                var netns = scratch.netns("a");
                var routes = Scratch.routes(netns)) {
            routes.apply(LinkChange.up(LinkRef.LOOPBACK));
            try (var packets = netns.call(() -> PacketSocket.open(LOOPBACK));
                    var sender = netns.call(() -> DatagramChannel.open())) {
                assertThat(packets.next(Duration.ofMillis(10))).isEmpty();

                var text = ByteBuffer.wrap("naru".getBytes(US_ASCII));
                sender.send(text, new InetSocketAddress("127.0.0.1", 9));

                byte[] frame = packets.next(Duration.ofMinutes(1)).orElseThrow();
                assertThat(frame).hasSize(14 + 20 + 8 + 4); // Ethernet, IPv4, UDP, text
                assertThat(new String(frame, 42, 4, US_ASCII)).isEqualTo("naru");
            }
        }
    }

    @Test
    void reportsMissingLink() {
        try (var scratch = Scratch.create();
                var netns = scratch.netns("a")) {
            var refused =
                    catchThrowableOfType(
                            LinuxException.class, () -> netns.call(() -> PacketSocket.open(77)));

            assertThat(refused).hasMessage("bind link 77: ENODEV (No such device)");
        }
    }
}
