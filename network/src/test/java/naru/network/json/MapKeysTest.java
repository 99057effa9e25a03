package naru.network.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import io.avaje.jsonb.Types;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

class MapKeysTest {
    private final Jsonb jsonb = Jsonb.builder().add(new MapKeys()).build();
    private final JsonType<Map<String, String>> maps =
            jsonb.type(Types.newParameterizedType(Map.class, String.class, String.class));

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a\"b", "a\\b", "a\nb\tc\r\b\f", "a/b", "\u0001", "나루", ""})
    void keysReturnAsTheyWere(String key) {
        var map = Map.of(key, "value");

        assertThat(maps.fromJson(maps.toJson(map))).isEqualTo(map);
    }

    @Test
    void everyEscapeOfTheStandardIsRead() {
        assertThat(maps.fromJson("{\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0026\":\"\\/\"}"))
                .isEqualTo(Map.of("\"\\/\b\f\n\r\t&", "/"));
    }

    @Test
    void keysOfMapsInMapsAreRead() {
        JsonType<Map<String, Map<String, String>>> nested =
                jsonb.type(
                        Types.newParameterizedType(
                                Map.class,
                                String.class,
                                Types.newParameterizedType(Map.class, String.class, String.class)));
        var map = Map.of("a\"b", Map.of("c\"d", "e"), "f\\", Map.of("g\\h", "i"));

        assertThat(nested.fromJson(nested.toJson(map))).isEqualTo(map);
    }

    @Test
    void theLastOfEqualKeysHolds() {
        assertThat(maps.fromJson("{\"a\\/\":\"1\",\"a/\":\"2\"}")).isEqualTo(Map.of("a/", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\x", "a\\", "\\u", "\\uzzzz"})
    void otherEscapesAreRefused(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectReader.plain(key));
    }

    @Test
    void keysOfAnyValueAreReadAfterMaps() {
        var any = jsonb.type(Object.class);
        var document = "{\"a\\\"b\":{\"c\\\\d\":[{\"e\\nf\":\"g\\\"h\"},1,1.5,true]}}";
        var value = Map.of("a\"b", Map.of("c\\d", List.of(Map.of("e\nf", "g\"h"), 1L, 1.5, true)));

        assertThat(any.fromJson(document)).isEqualTo(value);
        assertThat(maps.fromJson("{\"x\\\"\":\"y\"}")).containsOnlyKeys("x\"");
        assertThat(any.fromJson(document)).isEqualTo(value);
        assertThat(any.toJson(value)).isEqualTo(document);
        assertThat(any.fromJson("[null]")).asString().isEqualTo("[null]");
        JsonType<Map<String, Object>> mixed =
                jsonb.type(Types.newParameterizedType(Map.class, String.class, Object.class));
        assertThat(mixed.fromJson(document)).isEqualTo(value);
    }
}
