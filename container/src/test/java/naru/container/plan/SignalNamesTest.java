package naru.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.util.List;

class SignalNamesTest {
    @Test
    void namesAndNumbersAreAccepted() {
        assertThat(SignalNames.number("TERM")).isEqualTo(15);
        assertThat(SignalNames.number("sigkill")).isEqualTo(9);
        assertThat(SignalNames.number("64")).isEqualTo(64);
    }

    @Test
    void realTimeSignalsAndSynonymsHaveNames() {
        assertThat(SignalNames.number("SIGRTMIN+3")).isEqualTo(37); // of systemd's images
        assertThat(SignalNames.number("RTMIN")).isEqualTo(34);
        assertThat(SignalNames.number("RTMIN+15")).isEqualTo(49);
        assertThat(SignalNames.number("RTMAX-14")).isEqualTo(50);
        assertThat(SignalNames.number("rtmax")).isEqualTo(64);
        assertThat(SignalNames.number("SIGIOT")).isEqualTo(SignalNames.number("ABRT"));
        assertThat(SignalNames.number("CLD")).isEqualTo(SignalNames.number("CHLD"));
        assertThat(SignalNames.number("POLL")).isEqualTo(SignalNames.number("IO"));
    }

    @Test
    void unknownNamesAreRefused() {
        for (var text : List.of("NOSUCH", "0", "RTMIN+16", "RTMAX-15", "SIG9", " 9", "")) {
            assertRefused(text, "invalid signal: " + text);
        }
    }

    @Test
    void numbersThatGlibcKeepsAreRefused() {
        for (var text : List.of("32", "33", "65", "-1")) {
            assertRefused(text, "the linux daemon does not support signal " + text);
        }
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> SignalNames.number(text))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage(message);
    }
}
