package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import naru.network.model.EndpointSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.PortRequest;
import naru.network.model.Protocol;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints what attaching and detaching cost; the limit is wide, because machines are busy. */
class SpeedLiveTest {
    private static final int WARM_UP = 150;
    private static final int ROUNDS = 200;
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void opensAndClosesInMilliseconds() {
        var networks = lab.start();
        networks.create(NetworkSpec.bridge("front"));
        var opening = new ArrayList<Long>();
        var closing = new ArrayList<Long>();
        for (int i = 0; i < WARM_UP + ROUNDS; i++) {
            var id = String.format(Locale.ROOT, "%064x", i + 1);
            var spec =
                    SandboxSpec.of(id, "c" + i, EndpointSpec.of("front"))
                            .withPorts(List.of(PortRequest.of(Protocol.TCP, 8080, 80)));
            long start = System.nanoTime();
            networks.open(spec);
            long open = System.nanoTime();
            networks.close(id);
            long end = System.nanoTime();
            if (i >= WARM_UP) {
                opening.add(open - start);
                closing.add(end - open);
            }
            Lab.pause(2);
        }

        System.out.printf(
                Locale.ROOT,
                "open p50 %.2f ms p90 %.2f ms, close p50 %.2f ms p90 %.2f ms%n",
                percentile(opening, 50),
                percentile(opening, 90),
                percentile(closing, 50),
                percentile(closing, 90));
        assertThat(percentile(opening, 50)).isLessThan(20);
        assertThat(percentile(closing, 50)).isLessThan(10);
    }

    private static double percentile(List<Long> nanos, int percent) {
        return nanos.stream().sorted().toList().get(nanos.size() * percent / 100) / 1e6;
    }
}
