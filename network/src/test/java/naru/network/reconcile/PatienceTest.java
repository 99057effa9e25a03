package naru.network.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class PatienceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Patience patience = new Patience();

    @Test
    void endsWithARecurringFaultAndResetsLater() {
        for (int i = 0; i < 20; i++) {
            assertThat(patience.allows("br-a is down", i)).isTrue();
        }
        assertThat(patience.allows("br-a is down", SECOND)).isFalse();
        assertThat(patience.allows("br-a has MTU 900", SECOND)).as("another fault").isTrue();
        assertThat(patience.allows("br-a is down", 11 * SECOND)).isTrue();
    }

    @Test
    void outlastsAFaultThatComesBackEachSecond() {
        for (int i = 0; i < 100; i++) {
            assertThat(patience.allows("br-a is down", i * SECOND)).isTrue();
        }
    }
}
