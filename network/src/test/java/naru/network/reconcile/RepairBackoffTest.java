package naru.network.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RepairBackoffTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RepairBackoff backoff = new RepairBackoff();

    @Test
    void endsWithARecurringFaultAndResetsLater() {
        for (int i = 0; i < 20; i++) {
            assertThat(backoff.allows("br-a is down", i)).isTrue();
        }
        assertThat(backoff.allows("br-a is down", SECOND)).isFalse();
        assertThat(backoff.allows("br-a has MTU 900", SECOND)).as("another fault").isTrue();
        assertThat(backoff.allows("br-a is down", 11 * SECOND)).isTrue();
    }

    @Test
    void outlastsAFaultThatComesBackEachSecond() {
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.allows("br-a is down", i * SECOND)).isTrue();
        }
    }
}
