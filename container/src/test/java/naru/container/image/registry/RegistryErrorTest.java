package naru.container.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;

class RegistryErrorTest {
    private static final HttpHeaders NONE = HttpHeaders.of(Map.of(), (_, _) -> true);

    /** What docker-registry 2.8 says when a tag is not there. */
    private static final String UNKNOWN_TAG =
            "{\"errors\":[{\"code\":\"MANIFEST_UNKNOWN\",\"message\":\"manifest"
                    + " unknown\",\"detail\":{\"Tag\":\"2\"}}]}";

    private static RegistryError of(int status, String body) {
        return RegistryError.of(status, NONE, body.getBytes(UTF_8));
    }

    @Test
    void isWhatTheRegistrySays() {
        assertThat(of(404, UNKNOWN_TAG).text()).isEqualTo("manifest unknown: manifest unknown");
        assertThat(of(404, UNKNOWN_TAG).code()).isEqualTo("MANIFEST_UNKNOWN");
        var two = "{\"errors\":[{\"code\":\"A_B\"},{\"code\":\"C\",\"message\":\"second\"}]}";
        assertThat(of(400, two).text()).isEqualTo("a b");
        assertThat(of(401, "{\"details\":\"incorrect username or password\"}").text())
                .isEqualTo("unauthorized: incorrect username or password");
    }

    /** A token that is good for something else. */
    @Test
    void isADenialWhenTheScopeIsTooSmall() {
        var challenge = "Bearer realm=\"http://127.0.0.1/t\",error=\"insufficient_scope\"";
        var headers =
                HttpHeaders.of(Map.of("WWW-Authenticate", List.of(challenge)), (_, _) -> true);
        var body =
                "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication"
                        + " required\"}]}";

        assertThat(RegistryError.of(401, headers, body.getBytes(UTF_8)).text())
                .isEqualTo("denied: requested access to the resource is denied");
    }

    @ParameterizedTest
    @CsvSource({
        "401, unauthorized: authentication required",
        "403, denied: requested access to the resource is denied",
        "404, manifest unknown: manifest unknown",
        "429, toomanyrequests: too many requests"
    })
    void isGuessedFromTheStatus(int status, String text) {
        assertThat(of(status, "<html>").text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[]",
                "{}",
                "7",
                "\"x\"",
                "null",
                "{\"errors\":7}",
                "{\"errors\":[]}",
                "{\"errors\":{}}",
                "{\"errors\":[7]}",
                "{\"errors\":null}"
            })
    void isAbsentWhenUnknown(String body) {
        assertThat(of(502, body).code()).isEmpty();
    }

    @Test
    void survivesAnAnswerThatIsCutOff() {
        for (int length = 0; length < UNKNOWN_TAG.length(); length++) {
            assertThat(of(404, UNKNOWN_TAG.substring(0, length)).code())
                    .isEqualTo("MANIFEST_UNKNOWN");
        }
    }
}
