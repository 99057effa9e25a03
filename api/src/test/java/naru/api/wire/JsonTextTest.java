package naru.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTextTest {
    private static int end(String text) {
        return JsonText.endOfFirstValue(Json.utf8(text));
    }

    @Test
    void findsEndOfFirstValue() {
        assertThat(end("{\"a\":[1,{}]} x")).isEqualTo(12);
        assertThat(end(" 12 {}")).isEqualTo(3);
        assertThat(end("\"a\\\"b\" x")).isEqualTo(6);
        assertThat(end("{\"}\":1}")).isEqualTo(7);
        assertThat(end("null")).isEqualTo(4);
    }

    @Test
    void handlesTruncatedDocuments() {
        var text = "{\"a\":[\"b\\\\\",{\"c\":null}],\"d\":\"나\"}";
        for (var length = 0; length <= text.length(); length++) {
            var bytes = Json.utf8(text.substring(0, length));
            assertThat(JsonText.endOfFirstValue(bytes)).isBetween(0, bytes.length);
        }
    }

    @Test
    void findsNothingInBlanks() {
        assertThat(end("")).isZero();
        assertThat(end(" \n\t")).isZero();
    }
}
