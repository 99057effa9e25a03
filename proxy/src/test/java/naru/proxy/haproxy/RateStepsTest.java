package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Limits of a client's rate, by the definition of a token bucket. */
class RateStepsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";
    private static final double TOLERANCE = 0.02; // tokens

    @TempDir private Path folder;

    /**
     * A bucket of the definition.
     *
     * @param rate in tokens a second
     */
    private static final class Bucket {
        private final double burst;
        private final double rate;
        private double tokens;
        private double at;

        Bucket(double burst, double rate, double now) {
            this.burst = burst;
            this.rate = rate;
            tokens = burst;
            at = now;
        }

        double tokens(double now) {
            return Math.min(burst, tokens + Math.max(0, now - at) * rate);
        }

        void take(double now) {
            tokens = tokens(now) - 1;
            at = Math.max(at, now);
        }
    }

    private static double seconds() {
        return System.nanoTime() / 1e9;
    }

    private TestProxy proxy(String settings) throws Exception {
        return TestProxy.in(folder).container("web", Labels.traefik(settings)).start();
    }

    @Test
    void limitsRateOfEachClient() throws Exception {
        try (var proxy = proxy("ratelimit.average=1\nratelimit.burst=3\nratelimit.period=10s")) {
            var statuses = new ArrayList<Integer>();
            for (int i = 0; i < 5; i++) {
                statuses.add(proxy.raw("192.0.2.1", GET, "GET").status());
            }
            assertThat(statuses).isEqualTo(List.of(200, 200, 200, 429, 429));
            assertThat(proxy.raw("192.0.2.2", GET, "GET").status()).isEqualTo(200);
        }
    }

    /**
     * A request is decided on between its start and its answer. So one that passed needs a token in
     * the bucket of which the earlier ones took theirs as early as possible, and one that was
     * refused must not have one in the bucket of which they took theirs as late as possible.
     */
    @Test
    void refusesAsATokenBucket() throws Exception {
        var random = new Random(11);
        try (var proxy = proxy("ratelimit.average=20\nratelimit.burst=4\nratelimit.period=2s")) {
            double rate = 10;
            var early = new Bucket(4, rate, seconds());
            var late = new Bucket(4, rate, seconds());
            int passed = 0;
            int refused = 0;
            for (int i = 0; i < 60; i++) {
                double start = seconds();
                int status = proxy.raw("192.0.2.1", GET, "GET").status();
                double end = seconds();
                if (status == 200) {
                    assertThat(early.tokens(end)).as("request %s", i).isGreaterThan(1 - TOLERANCE);
                    early.take(start);
                    late.take(end);
                    passed++;
                } else {
                    assertThat(status).isEqualTo(429);
                    assertThat(late.tokens(start)).as("request %s", i).isLessThan(1 + TOLERANCE);
                    refused++;
                }
                Thread.sleep(random.nextInt(8) == 0 ? 300 : random.nextInt(60));
            }
            assertThat(passed).isGreaterThan(10);
            assertThat(refused).isGreaterThan(3);
        }
    }

    @Test
    void saysWhenTheNextTokenComes() throws Exception {
        try (var proxy = proxy("ratelimit.average=1\nratelimit.burst=2\nratelimit.period=1m")) {
            proxy.raw("192.0.2.1", GET, "GET");
            proxy.raw("192.0.2.1", GET, "GET");
            var refused = proxy.raw("192.0.2.1", GET, "GET");

            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.value("retry-after").orElseThrow()))
                    .isBetween(50, 60);
        }
    }

    /** Such a bucket is stored in milliseconds. */
    @Test
    void limitsByTheDay() throws Exception {
        try (var proxy = proxy("ratelimit.average=2\nratelimit.burst=2\nratelimit.period=24h")) {
            var statuses = new ArrayList<Integer>();
            for (int i = 0; i < 3; i++) {
                statuses.add(proxy.raw("192.0.2.1", GET, "GET").status());
            }
            assertThat(statuses).isEqualTo(List.of(200, 200, 429));
        }
    }
}
