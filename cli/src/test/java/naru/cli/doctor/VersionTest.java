package naru.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionTest {
    @ParameterizedTest
    @CsvSource({
        "'conmon version 2.1.6\ncommit: unknown',                2.1.6",
        "'crun version 1.8.1\nspec: 1.0.0\n+SYSTEMD +SELINUX',   1.8.1",
        "'runc version 1.1.5+ds1\nspec: 1.0.2-dev\ngo: go1.19',  1.1.5",
        "'Docker version 28.2.2, build e6534b4',                 28.2.2",
        "'1.0-rc93',                                             1.0"
    })
    void isFoundInWhatAProgramPrints(String text, String version) {
        assertThat(Version.in(text)).get().hasToString(version);
    }

    @Test
    void isAbsentInOtherText() {
        assertThat(Version.in("unknown option --version, see 2 below")).isEmpty();
        assertThat(Version.in("")).isEmpty();
    }

    @Test
    void comparesNumericallyWithZeroDefaults() {
        assertThat(Version.of(1, 10)).isGreaterThan(Version.of(1, 9, 9));
        assertThat(Version.of(2)).isEqualByComparingTo(Version.of(2, 0, 0));
    }
}
