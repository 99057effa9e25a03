package naru.container.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.Healthcheck;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class ConfigChangesTest {
    private static Healthcheck healthcheck(String line) {
        return ConfigChanges.apply(List.of("HEALTHCHECK " + line)).healthcheck();
    }

    @Test
    void readsHealthchecks() {
        assertThat(
                        healthcheck(
                                "--interval=1m30s --timeout=1.5s --start-period=200ms --retries=4"
                                        + " CMD curl -f http://localhost || exit 1"))
                .isEqualTo(
                        new Healthcheck(
                                List.of("CMD-SHELL", "curl -f http://localhost || exit 1"),
                                90_000_000_000L,
                                1_500_000_000L,
                                200_000_000L,
                                0,
                                4));
        assertThat(healthcheck("cmd [\"a\", \"b c\"]").test()).containsExactly("CMD", "a", "b c");
        assertThat(healthcheck("CMD [\"a\"").test()).containsExactly("CMD-SHELL", "[\"a\"");
        assertThat(healthcheck("none").test()).containsExactly("NONE");
    }

    @Test
    void keepsTriggersAsTheyAre() {
        var lines = List.of("ONBUILD RUN a  b", "onbuild COPY . /x");
        assertThat(ConfigChanges.apply(lines).onBuild()).containsExactly("RUN a  b", "COPY . /x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HEALTHCHECK | HEALTHCHECK requires at least one argument",
                "HEALTHCHECK NONE x | HEALTHCHECK NONE takes no arguments",
                "HEALTHCHECK CMD | Missing command after HEALTHCHECK CMD",
                "HEALTHCHECK RUN x | Unknown type \"RUN\" in HEALTHCHECK (try CMD)",
                "HEALTHCHECK --often CMD x | unknown flag: often",
                "HEALTHCHECK --interval=1 CMD x | time: invalid duration \"1\"",
                "HEALTHCHECK --interval=1us CMD x | Interval \"interval\" cannot be less than 1ms",
                "HEALTHCHECK --retries=-1 CMD x | --retries must be at least 0 (not -1)",
                "ONBUILD | ONBUILD requires at least one argument",
                "ONBUILD ONBUILD RUN x | Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed",
                "ONBUILD FROM x | FROM isn't allowed as an ONBUILD trigger",
            })
    void rejectsInDockersWords(String line, String message) {
        assertThatThrownBy(() -> ConfigChanges.apply(List.of(line)))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage(message);
    }
}
