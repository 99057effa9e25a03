package naru.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.DaemonVitals;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Containers come and go, with a network, a second one, a published port, and a fault in every
 * tenth of their lives; the daemon neither grows nor slows down. Here for 300 cycles or 20 s, by
 * {@code make soak} for 10,000.
 */
@InLab
class SoakTest {
    private static final int CYCLES = Integer.getInteger("naru.soak.cycles", 300);
    private static final Duration LIMIT =
            Duration.ofSeconds(Integer.getInteger("naru.soak.seconds", 12));
    private static final int WARM_UP = 20;
    private static final double SLOWER = 1.5;
    private static final long SEED = Long.getLong("naru.soak.seed", 1L);
    private static final int CHANGES = 60; // of kernel and journal in a cycle, at least

    private static final List<String> LIFE =
            List.of(
                    """
                    POST /networks/create {"Name":"soak","IPAM":{"Config":[{"Subnet":"10.80.0.0/24"}]}}\
                    """,
                    """
                    POST /networks/create {"Name":"soak2","IPAM":{"Config":[{"Subnet":"10.81.0.0/24"}]}}\
                    """,
                    """
                    POST /containers/create?name=soaked {"Image":"busybox:latest",\
                    "Cmd":["sleep","1000"],"HostConfig":{"NetworkMode":"soak",\
                    "PortBindings":{"80/tcp":[{"HostPort":"8070"}]}}}\
                    """,
                    "POST /containers/soaked/start",
                    "POST /networks/soak2/connect {\"Container\":\"soaked\"}",
                    """
                    POST /containers/soaked/publish {"PortBindings":{"80/tcp":[{"HostPort":"8071"}]}}\
                    """,
                    "POST /networks/soak2/disconnect {\"Container\":\"soaked\"}");
    private static final List<String> END =
            List.of(
                    "DELETE /containers/soaked?force=1",
                    "DELETE /networks/soak2",
                    "DELETE /networks/soak");

    private final LabHost host;
    private final RawApi api;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Long> micros = new ArrayList<>(); // of cycles without a fault
    private final List<String> wrong = new ArrayList<>();
    private int faults;

    SoakTest(Lab lab) {
        host = lab.host();
        api = new RawApi(host.docker().endpoint(), false);
    }

    @Test
    void daemonKeepsItsSizeAndPace() throws Throwable {
        try (var daemon = new FaultyDaemon(host)) {
            for (int i = 0; i < WARM_UP; i++) {
                cycle(daemon, false);
            }
            micros.clear();
            Eventually.within(
                    Duration.ofSeconds(5), // the last bridge goes a moment after its network
                    () -> assertThat(host.inventory()).noneMatch(l -> l.contains("leftover")));
            var inventory = host.inventory();
            var before = DaemonVitals.of(daemon.pid());
            var end = System.nanoTime() + LIMIT.toNanos();
            int cycles = 0;
            while (cycles < CYCLES
                    && (System.nanoTime() < end || cycles <= 2 * WARM_UP)
                    && wrong.size() < 10) {
                cycle(daemon, random.nextInt(10) == 0);
                cycles++;
                if (cycles % 1000 == 0) {
                    System.out.println(cycles + " " + DaemonVitals.of(daemon.pid()));
                }
            }
            Thread.sleep(3_000); // what failed once is tried again
            var after = DaemonVitals.of(daemon.pid());
            int share = Math.max(20, micros.size() / 20);
            int percent = share < 50 ? 50 : 99; // of a few cycles the slowest says nothing
            double first = percentile(micros.subList(0, share), percent);
            double last = percentile(micros.subList(micros.size() - share, micros.size()), percent);
            System.out.printf(
                    "%d cycles (seed %d), %d with a fault; %d %% of cycles take up to %.0f ms at"
                            + " the beginning, %.0f ms at the end%nbefore %s%nafter %s%n",
                    cycles, SEED, faults, percent, first / 1000, last / 1000, before, after);
            assertThat(wrong).isEmpty();
            assertThat(cycles).isGreaterThan(2 * WARM_UP);
            assertThat(host.inventory()).isEqualTo(inventory);
            assertThat(after.files()).as("files").isLessThanOrEqualTo(before.files() + 8);
            assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + 8);
            assertThat(after.heapKiB()).as("KiB").isLessThan(before.heapKiB() + 4_000);
            assertThat(last).as("us, at %d %%", percent).isLessThan(SLOWER * first);
        }
    }

    /** A life from network to network; with a fault, whatever is refused then is no matter. */
    private void cycle(FaultyDaemon daemon, boolean fault) throws Exception {
        if (fault) {
            daemon.order("fail", 1 + random.nextInt(CHANGES));
            faults++;
        }
        long begin = System.nanoTime();
        for (var request : LIFE) {
            ask(request, fault);
        }
        if (fault) {
            ask(END.getFirst(), true);
            daemon.orderNothing();
        }
        for (var request : END) {
            ask(request, fault);
        }
        if (!fault) {
            micros.add((System.nanoTime() - begin) / 1000);
        }
    }

    private void ask(String request, boolean mayFail) {
        var answer = api.ask(request);
        if (answer.status() == 0 || (answer.status() >= 400 && !mayFail)) {
            wrong.add(request + ": " + answer);
            System.out.println(wrong.getLast());
        }
    }

    private static double percentile(List<Long> values, int percent) {
        var sorted = values.stream().sorted().toList();
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }
}
