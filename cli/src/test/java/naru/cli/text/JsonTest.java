package naru.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.avaje.json.JsonException;

import org.junit.jupiter.api.Test;

import java.util.List;

class JsonTest {
    @Test
    void preservesOrderOfNames() {
        var object = Json.object("z", 1, "a", List.of("x", true));

        assertThat(Json.compact(object)).isEqualTo("{\"z\":1,\"a\":[\"x\",true]}");
    }

    @Test
    void findsValueAtPath() {
        var tree = Json.parse("{\"a\":{\"b\":{\"c\":\"found\"}},\"list\":[{\"n\":1}, 2]}");

        assertThat(Json.text(Json.at(tree, "a", "b"), "c")).isEqualTo("found");
        assertThat(Json.at(tree, "a", "nobody", "b")).isEmpty();
        assertThat(Json.text(Json.at(tree), "a")).isEmpty();
        assertThat(Json.objects(Json.at(tree).get("list"))).hasSize(2);
    }

    @Test
    void readsAnyName() {
        var name = "a\"b\\c\nd\u00e9";
        var text = Json.compact(Json.object(name, Json.object(name, "x")));

        assertThat(text).contains("a\\\"b\\\\c\\nd");
        assertThat(Json.at(Json.parse(text), name)).containsOnlyKeys(name);
        assertThat(Json.parse("{\"\\u00e9\\/\": \"x\"}")).hasToString("{\u00e9/=x}");
    }

    @Test
    void rejectsNonJson() {
        assertThatThrownBy(() -> Json.parse("{\"a\":")).isInstanceOf(JsonException.class);
    }
}
