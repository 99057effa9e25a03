package naru.network.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class RepairPaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RepairPace pace = new RepairPace(0);

    @Test
    void checksEverythingOnceAMinute() {
        assertThat(pace.limit(10 * SECOND)).isEqualTo(Duration.ofSeconds(50));
        pace.repaired(true, pace.isFullLookDue(59 * SECOND), 59 * SECOND);
        assertThat(pace.limit(59 * SECOND)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pace.limit(70 * SECOND)).isEqualTo(Duration.ZERO);
        assertThat(pace.isFullLookDue(70 * SECOND)).isTrue();
        pace.repaired(true, true, 70 * SECOND);
        assertThat(pace.isFullLookDue(129 * SECOND)).isFalse();
    }

    @Test
    void triesAgainSoonAndLessOftenWhenItGoesOnFailing() {
        pace.repaired(false, false, SECOND);
        assertThat(pace.limit(SECOND)).isEqualTo(Duration.ofMillis(250));
        for (int i = 0; i < 40; i++) {
            pace.repaired(false, false, SECOND);
        }
        assertThat(pace.limit(SECOND)).isEqualTo(Duration.ofSeconds(10));
        assertThat(pace.isFullLookDue(61 * SECOND))
                .as("one that fails keeps no other waiting")
                .isTrue();
        pace.repaired(true, false, 2 * SECOND);
        assertThat(pace.limit(2 * SECOND)).isEqualTo(Duration.ofSeconds(58));
    }
}
