package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.network.model.EndpointSpec;
import naru.network.model.NetworkSpec;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints what attaching and detaching cost. Limits apply to the fastest tenth, which a wait that is
 * added to each round slows down as well, and only while processors are free half of the time.
 */
class SpeedLiveTest {
    private static final Path PRESSURE = Path.of("/proc/pressure/cpu");
    private static final int WARM_UP = 150;
    private static final int ROUNDS = 200;
    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void opensAndClosesInMilliseconds() throws IOException {
        var networks = lab.start();
        networks.create(NetworkSpec.bridge("front"));
        var opening = new ArrayList<Long>();
        var closing = new ArrayList<Long>();
        long begin = System.nanoTime();
        long stalledBefore = stalledNanos();
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
        long stalled = stalledNanos() - stalledBefore;
        assumeTrue(
                stalled < (System.nanoTime() - begin) / 2, "other work takes the processors away");
        assertThat(percentile(opening, 10)).as("opening, in ms").isLessThan(20);
        assertThat(percentile(closing, 10)).as("closing, in ms").isLessThan(10);
    }

    /** Time since the machine's start in which some process waited for a processor. */
    private static long stalledNanos() throws IOException {
        if (!Files.exists(PRESSURE)) {
            return 0; // a kernel without CONFIG_PSI
        }
        var some = Files.readAllLines(PRESSURE).getFirst();
        return Long.parseLong(some.substring(some.indexOf("total=") + 6)) * 1_000;
    }

    private static double percentile(List<Long> nanos, int percent) {
        return nanos.stream().sorted().toList().get(nanos.size() * percent / 100) / 1e6;
    }
}
