package naru.network.option;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoBoolTest {
    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "true", "TRUE", "True"})
    void readsSpellingsOfTrue(String text) {
        assertThat(GoBool.parse(text)).contains(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "false", "FALSE", "False"})
    void readsSpellingsOfFalse(String text) {
        assertThat(GoBool.parse(text)).contains(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "tRUE", "on", " true"})
    void rejectsOtherText(String text) {
        assertThat(GoBool.parse(text)).isEmpty();
    }
}
