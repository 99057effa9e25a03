package naru.container.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelReleaseTest {
    @ParameterizedTest
    @CsvSource({
        "5.12.0, true",
        "5.11.22-generic, false",
        "6.1.0-13-amd64, true",
        "4.19, false",
        "5.4.0+, false",
        "unknown, false",
    })
    void comparesReleases(String release, boolean expected) {
        assertThat(KernelRelease.isAtLeast(release, 5, 12)).isEqualTo(expected);
    }
}
