package naru.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.api.json.network.NetworkBody;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

class JsonTest {
    private static final String BODY =
            "{\"Name\":\"n\\u0041\\\"나\",\"Internal\":true,\"Labels\":{\"a\":\"b\"},\"IPAM\":{\"Config\":"
                + "[{\"Subnet\":\"10.0.0.0/8\"}]},\"Unknown\":[1.5e3,null]}";

    @Test
    void rejectsTruncatedDocuments() {
        for (int length = 1; length < BODY.length(); length++) {
            var part = BODY.substring(0, length);
            assertThatThrownBy(() -> Json.parse(Json.utf8(part), NetworkBody.class))
                    .as(part)
                    .isInstanceOf(NaruException.Invalid.class);
        }
    }

    @Test
    void readsEscapesInKeysAndReplacesHalvesOfPairs() {
        var body =
                Json.utf8(
                        "{\"Name\":\"a\\ud800b\",\"Labels\":{\"a\\u0026\\udc00\":\"\\ud83d\\ude00\"}}");

        var network = Json.parse(body, NetworkBody.class);

        assertThat(new String(Json.bytes(network), StandardCharsets.UTF_8))
                .contains("\"a\ufffdb\"", "{\"a&\ufffd\":\"\ud83d\ude00\"}");
    }

    @Test
    void keepsAnyKeyOfAMap() {
        var key = "a\"b\\c\nd\u00e9";
        var escaped = "a\\\"b\\\\c\\nd\u00e9";
        var body = Json.utf8("{\"Labels\":{\"%s\":\"v\"}}".formatted(escaped));

        var network = Json.parse(body, NetworkBody.class);
        assertThat(network.labels()).containsExactly(Map.entry(key, "v"));
        assertThat(Json.parse(Json.bytes(network), NetworkBody.class)).isEqualTo(network);
        assertThat(Filters.parse("{\"label\":{\"%s\":true}}".formatted(escaped)).of("label"))
                .containsExactly(key);
        assertThat(Filters.parse("{\"label\":[\"%s\"]}".formatted(escaped)).of("label"))
                .containsExactly(key);
    }

    @Test
    void acceptsOnlyNullAsNull() {
        assertThat(Json.parse(Json.utf8(" null\n"), NetworkBody.class)).isNull();
        for (var word : List.of("nonsense", "nul", "nulls", "n", "null null")) {
            assertThatThrownBy(() -> Json.parse(Json.utf8(word), NetworkBody.class))
                    .as(word)
                    .isInstanceOf(NaruException.Invalid.class);
            assertThatThrownBy(() -> Filters.parse(word)).isInstanceOf(NaruException.Invalid.class);
        }
        assertThat(Filters.parse("null").of("name")).isEmpty();
    }

    @Test
    void parsesOrRejectsAnyInput() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            var bytes = Json.utf8(BODY);
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Json.bytes(Json.parse(bytes, NetworkBody.class)); // what is read can be written
            } catch (NaruException.Invalid ignored) {
                continue;
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed "
                                + seed
                                + ": "
                                + new String(bytes, java.nio.charset.StandardCharsets.UTF_8),
                        e);
            }
        }
    }
}
