package naru.container.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.image.format.Documents.Platform;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformNameTest {
    /** The words are those of containerd's tests, platforms/platforms_test.go. */
    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "amd64, linux/amd64",
        "x86_64, linux/amd64",
        "linux/x86-64, linux/amd64",
        "linux/arm64/v8, linux/arm64",
        "aarch64, linux/arm64",
        "linux/arm64/v9, linux/arm64/v9",
        "linux/arm/v7, linux/arm",
        "linux/armhf, linux/arm",
        "arm, linux/arm",
        "linux/arm/6, linux/arm/v6",
        "linux/arm64/9.0, linux/arm64/v9",
        "linux/amd64/v1, linux/amd64",
        "linux/amd64/v3, linux/amd64/v3",
        "armel, linux/arm/v6",
        "linux/i386, linux/386",
        "macos/arm64, darwin/arm64",
        "linux/AMD64, linux/amd64",
        "LINUX/s390x, linux/s390x",
        "windows/amd64, windows/amd64"
    })
    void hasOneFormForEachWord(String text, String normal) {
        assertThat(PlatformName.parse(text)).hasToString(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "linux/",
                "/amd64",
                "linux//v7",
                "a/b/c/d",
                "li nux/amd64",
                "linux/*",
                "nosuch"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> PlatformName.parse(text))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void defaultsToTheHosts() {
        assertThat(PlatformName.parse("")).isEqualTo(PlatformName.host());
        assertThat(PlatformName.parse(null)).isEqualTo(PlatformName.host());
        assertThat(PlatformName.parse("linux")).isEqualTo(PlatformName.host());
    }

    @Test
    void takesAnyVariantIfNoneWasAskedFor() {
        var arm = new Platform("arm64", "linux", "v8");

        assertThat(PlatformName.parse("linux/arm64").isExactly(arm)).isTrue();
        assertThat(PlatformName.parse("linux/arm64").matches(arm)).isTrue();
        assertThat(PlatformName.parse("linux/amd64").matches(arm)).isFalse();
        var sixth = new Platform("arm", "linux", "v6");
        assertThat(PlatformName.parse("linux/arm/v8").matches(sixth)).isFalse();
        assertThat(PlatformName.parse("windows/arm").matches(sixth)).isFalse();
    }
}
