package naru.network.driver.veth;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.route.QdiscChange;
import naru.network.model.PortOptions.RateLimit;

import org.junit.jupiter.api.Test;

class BridgeLimitsTest {
    @Test
    void letsEnoughPassAtOnceForLargePackets() {
        assertThat(BridgeLimits.queue(new RateLimit(1000), 7))
                .isEqualTo(new QdiscChange.Limit(7, 1000, 16384, 65536));
        assertThat(BridgeLimits.queue(new RateLimit(1_250_000_000), 7))
                .isEqualTo(
                        new QdiscChange.Limit(7, 1_250_000_000, 4 << 20, 62_500_000 + (4 << 20)));
    }
}
