package naru.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class TimesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void areParsedInDockersForms() {
        assertThat(Times.parse("1136073845.000000001", NOW))
                .isEqualTo(Instant.ofEpochSecond(1136073845, 1));
        assertThat(Times.parse("1136073845.5", NOW))
                .isEqualTo(Instant.ofEpochSecond(1136073845, 500_000_000));
        assertThat(Times.parse("1136073845", NOW)).isEqualTo(Instant.ofEpochSecond(1136073845));
        assertThat(Times.parse("2026-11-21T11:00:00Z", NOW))
                .isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(Times.parse("1h30m", NOW)).isEqualTo(NOW.minus(Duration.ofMinutes(90)));
        assertThat(Times.parse("", NOW)).isNull();
        assertThat(Times.parse("0", NOW)).isNull();
    }

    @Test
    void areRejectedOtherwise() {
        for (var text :
                new String[] {"soon", "12:00", "5 minutes", "1.x", "10y", "99999999999999999999"}) {
            assertThatThrownBy(() -> Times.parse(text, NOW))
                    .as(text)
                    .isInstanceOf(NaruException.Invalid.class);
        }
    }

    @Test
    void arePrintedLikeDocker() {
        assertThat(HumanTime.of(Duration.ofMillis(500))).isEqualTo("Less than a second");
        assertThat(HumanTime.of(Duration.ofSeconds(1))).isEqualTo("1 second");
        assertThat(HumanTime.of(Duration.ofSeconds(59))).isEqualTo("59 seconds");
        assertThat(HumanTime.of(Duration.ofSeconds(90))).isEqualTo("About a minute");
        assertThat(HumanTime.of(Duration.ofMinutes(45))).isEqualTo("45 minutes");
        assertThat(HumanTime.of(Duration.ofMinutes(60))).isEqualTo("About an hour");
        assertThat(HumanTime.of(Duration.ofHours(30))).isEqualTo("30 hours");
        assertThat(HumanTime.of(Duration.ofDays(3))).isEqualTo("3 days");
        assertThat(HumanTime.of(Duration.ofDays(20))).isEqualTo("2 weeks");
        assertThat(HumanTime.of(Duration.ofDays(100))).isEqualTo("3 months");
        assertThat(HumanTime.of(Duration.ofDays(800))).isEqualTo("2 years");
    }
}
