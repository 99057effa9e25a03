package naru.container.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

class PlainJsonTest {
    @ParameterizedTest
    @CsvSource({
        "a\\u0026b\\u003C,      a&b<", // as Go's encoder writes them
        "\\ub098,               \ub098",
        "\\u0022\\u005c\\u000a, \\u0022\\u005c\\u000a", // they need an escape
        "\\ud83d\\ude00,        \ud83d\ude00",
        "\\ud800,               \ufffd",
        "a\\udfffb,             a\ufffdb",
        "\\uD800\\u0041,        \ufffdA",
        "\\ud83d\\ud83d\\ude00, \ufffd\ud83d\ude00",
        "\\ude00\\ud83d,        \ufffd\ufffd",
        "\\\\ud800,             \\\\ud800", // an escaped backslash, then letters
        "\\\\\\ud800,           \\\\\ufffd",
        "\\ud80,                \\ud80", // no escape: the parser rejects it
        "\\u,                   \\u"
    })
    void replacesEscapesByCharacters(String text, String plain) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(new String(PlainJson.of(bytes), StandardCharsets.UTF_8)).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "61ff62,   61efbfbd62",
        "eda080,   efbfbd", // a surrogate, which UTF-8 forbids
        "f5808080, efbfbdefbfbdefbfbdefbfbd",
        "ed9fbf,   ed9fbf" // U+D7FF
    })
    void replacesMalformedUtf8(String bytes, String replaced) {
        assertThat(PlainJson.of(HexFormat.of().parseHex(bytes)))
                .isEqualTo(HexFormat.of().parseHex(replaced));
    }

    @Test
    void returnsOtherDocumentsAsTheyAre() {
        var document = "{\"\ub098\":\"\\n\\\"\ud83d\ude00\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(PlainJson.of(document)).isSameAs(document);
    }
}
