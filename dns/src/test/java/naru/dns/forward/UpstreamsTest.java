package naru.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class UpstreamsTest {
    private final List<InetSocketAddress> three =
            IntStream.rangeClosed(1, 3)
                    .mapToObj(i -> InetSocketAddress.createUnresolved("resolver-" + i, 53))
                    .toList();
    private Instant now = Instant.EPOCH;
    private final Upstreams upstreams = new Upstreams(three, new LocalConnector(), () -> now);

    @Test
    void areQueriedInOrder() {
        assertThat(order()).isEqualTo(three);
    }

    @Test
    void comeLastWhileUnresponsive() {
        at(0).failed(now);
        at(2).failed(now);
        assertThat(order()).containsExactly(three.get(1), three.get(0), three.get(2));

        now = now.plusSeconds(3600);
        assertThat(order()).as("time alone is no proof").startsWith(three.get(1));

        at(0).answered(1_000_000);
        assertThat(order()).containsExactlyElementsOf(three);
    }

    @Test
    void areProbedAfterDoublingPauses() {
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 8; i++) {
            at(1).failed(now);
            long pause = 0;
            while (upstreams.due().isEmpty()) {
                now = now.plusSeconds(1);
                pause++;
            }
            assertThat(upstreams.due()).as("one try at a time").isEmpty();
            pauses.add(pause);
        }
        assertThat(pauses).containsExactly(2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void areUnresponsiveAfterTwoOvertakes() {
        at(0).overtaken(now);
        at(0).answered(5_000_000);
        at(0).overtaken(now);
        assertThat(order()).isEqualTo(three);

        at(0).overtaken(now);
        assertThat(order()).startsWith(three.get(1));
    }

    @Test
    void adaptTimeoutToLatency() {
        assertThat(at(0).patience()).isEqualTo(250);
        for (int i = 0; i < 50; i++) {
            at(0).answered(2_000_000);
            at(1).answered(200_000_000);
            at(2).answered(5_000_000_000L);
        }
        assertThat(at(0).patience()).isEqualTo(150);
        assertThat(at(1).patience()).isBetween(400L, 500L);
        assertThat(at(2).patience()).isEqualTo(800);
    }

    @Test
    void getPlainCaseAfterChangingIt() {
        at(0).foldedCase(now);
        at(0).keptCase();
        at(0).foldedCase(now);
        assertThat(at(0).keepsCase(now)).isTrue();

        at(0).foldedCase(now);
        assertThat(at(0).keepsCase(now)).isFalse();
        assertThat(at(0).keepsCase(now.plusSeconds(3_601))).isTrue();
    }

    @Test
    void areThreeAtMostWithoutDuplicates() {
        var many =
                List.of(
                        three.get(0),
                        three.get(0),
                        three.get(1),
                        three.get(2),
                        new InetSocketAddress(53));

        assertThat(
                        new Upstreams(many, new LocalConnector(), () -> now)
                                .inOrder().stream().map(Upstream::address))
                .containsExactlyElementsOf(three);
    }

    private Upstream at(int index) {
        return upstreams.inOrder().stream()
                .filter(each -> each.address().equals(three.get(index)))
                .findFirst()
                .orElseThrow();
    }

    private List<InetSocketAddress> order() {
        return upstreams.inOrder().stream().map(Upstream::address).toList();
    }
}
