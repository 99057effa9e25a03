package naru.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

class UpstreamsTest {
    private final List<InetSocketAddress> three =
            IntStream.rangeClosed(1, 3)
                    .mapToObj(i -> InetSocketAddress.createUnresolved("resolver-" + i, 53))
                    .toList();
    private Instant now = Instant.EPOCH;
    private final Upstreams upstreams = new Upstreams(three, new HereDoor(), () -> now);

    @Test
    void areAskedInTheirOrder() {
        assertThat(upstreams.inOrder()).isEqualTo(three);
    }

    @Test
    void comeLastForAWhileAfterTheyWereSilent() {
        upstreams.failed(three.get(0));
        upstreams.failed(three.get(2));
        assertThat(upstreams.inOrder()).containsExactly(three.get(1), three.get(0), three.get(2));

        now = now.plusSeconds(21);
        assertThat(upstreams.inOrder()).isEqualTo(three);
    }

    @Test
    void areTrustedAgainOnceTheyAnswer() {
        upstreams.failed(three.get(0));
        upstreams.answered(three.get(0));

        assertThat(upstreams.inOrder()).isEqualTo(three);
    }

    @Test
    void areThreeAtMostAndEachOnce() {
        var many =
                List.of(
                        three.get(0),
                        three.get(0),
                        three.get(1),
                        three.get(2),
                        new InetSocketAddress(53));

        assertThat(new Upstreams(many, new HereDoor(), () -> now).inOrder()).isEqualTo(three);
    }
}
