package naru.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

class SignalNamesTest {
    @Test
    void namesAndNumbersAreAccepted() {
        assertThat(SignalNames.number("TERM")).isEqualTo(15);
        assertThat(SignalNames.number("sigkill")).isEqualTo(9);
        assertThat(SignalNames.number("64")).isEqualTo(64);
    }

    @Test
    void othersAreRefusedInDockersWords() {
        for (var text : new String[] {"NOSUCH", "0", "65", "-1"}) {
            assertThatThrownBy(() -> SignalNames.number(text))
                    .isInstanceOf(NaruException.Invalid.class)
                    .hasMessage("invalid signal: " + text);
        }
    }
}
