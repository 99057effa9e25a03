package naru.network.driver.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.linux.route.QdiscChange;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class RateLimitTest {
    @Test
    void readsBitsAndCountsBytes() {
        assertThat(RateLimit.of(Map.of(), RateLimit.IN)).isEmpty();
        assertThat(read("10mbit")).isEqualTo(1_250_000);
        assertThat(read("1.5Gbit")).isEqualTo(187_500_000);
        assertThat(read("512k")).isEqualTo(64_000);
        assertThat(read("8000")).isEqualTo(1000);
    }

    @Test
    void refusesWhatIsNone() {
        for (var text : List.of("0", "-1", "10mb", "fast", "1e9", "7999", "99999gbit", "1..5m")) {
            assertThatThrownBy(() -> read(text))
                    .as(text)
                    .isInstanceOf(NaruException.Invalid.class)
                    .hasMessageStartingWith("invalid naru.endpoint.rate_in value: " + text);
        }
    }

    @Test
    void letsEnoughPassAtOnceForLargePackets() {
        assertThat(new RateLimit(1000).on(7))
                .isEqualTo(new QdiscChange.Limit(7, 1000, 16384, 65536));
        assertThat(new RateLimit(1_250_000_000).on(7))
                .isEqualTo(
                        new QdiscChange.Limit(7, 1_250_000_000, 4 << 20, 62_500_000 + (4 << 20)));
    }

    private static long read(String text) {
        return RateLimit.of(Map.of(RateLimit.IN, text), RateLimit.IN).orElseThrow().rate();
    }
}
