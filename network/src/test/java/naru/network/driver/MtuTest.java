package naru.network.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

class MtuTest {
    @Test
    void ipv6NeedsAtLeast1280() {
        assertThat(Mtu.check(1279, false)).isEqualTo(1279);
        assertThat(Mtu.check(1280, true)).isEqualTo(1280);
        assertThat(Mtu.check(0, true)).as("the default").isZero();
        assertThatThrownBy(() -> Mtu.check(1279, true))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage(
                        "invalid MTU number: 1279: a network with IPv6 needs at least 1280"
                                + " (option com.docker.network.driver.mtu)");
    }

    @Test
    void numbersThatNoLinkHasAreRefused() {
        for (int value : new int[] {-7, 67, 65536}) {
            assertThatThrownBy(() -> Mtu.check(value, false))
                    .hasMessage("invalid MTU number: " + value);
        }
    }
}
