package naru.container.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    @ParameterizedTest
    @CsvSource({
        "busybox, docker.io, library/busybox",
        "localhost/a, localhost, a",
        "127.0.0.1:5000/a/b, 127.0.0.1:5000, a/b",
        "[fd99::1]:5000/a, [fd99::1]:5000, a",
        "my-registry.example/a, my-registry.example, a",
        "UPPER/a, UPPER, a",
    })
    void readsNames(String text, String domain, String path) {
        var reference = Reference.parse(text);
        assertThat(reference.domain()).isEqualTo(domain);
        assertThat(reference.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fd99::/64",
                "::1/a",
                "-a.b/c",
                "a-.b/c",
                "a..b/c",
                ".a/c",
                "a.b:/c",
                "a.b:x/c",
                "a_b.c/d",
                "[::1/a",
                "[x]/a",
                "a b.c/d",
                "a.b//c",
                "%2e./a",
                ""
            })
    void rejectsWhatIsNoName(String text) {
        assertThatThrownBy(() -> Reference.parse(text))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageStartingWith("invalid reference format");
    }

    @Test
    void aTagReplacesTheRepositorysOwn() {
        assertThat(Reference.tagged("a", "")).isEqualTo("a:latest");
        assertThat(Reference.tagged("a:1", "")).isEqualTo("a:1");
        assertThat(Reference.tagged("a:1", "2")).isEqualTo("a:2");
        assertThatThrownBy(() -> Reference.tagged("a", "-x")).hasMessage("invalid tag format");
        assertThatThrownBy(() -> Reference.tagged("a@sha256:" + "0".repeat(64), "x"))
                .isInstanceOf(NaruException.Invalid.class);
    }
}
