package naru.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Set;

class FiltersTest {
    @Test
    void parseBothFormsOfDocker() {
        assertThat(Filters.parse("{\"name\":[\"a\",\"b\"]}").of("name")).containsExactly("a", "b");
        assertThat(Filters.parse("{\"name\":{\"a\":true,\"b\":false}}").of("name"))
                .containsExactly("a");
        assertThat(Filters.parse("").has("name")).isFalse();
    }

    @Test
    void matchAnyValueOfKey() {
        var filters = Filters.parse("{\"driver\":[\"bridge\",\"null\"]}");
        assertThat(filters.any("driver", "null"::equals)).isTrue();
        assertThat(filters.any("driver", "host"::equals)).isFalse();
        assertThat(filters.any("scope", "local"::equals)).isTrue();
    }

    @Test
    void requireAllLabels() {
        var labels = Map.of("env", "prod", "app", "web");
        assertThat(Filters.parse("{\"label\":[\"env\",\"app=web\"]}").labels(labels)).isTrue();
        assertThat(Filters.parse("{\"label\":[\"env=test\"]}").labels(labels)).isFalse();
        assertThat(Filters.parse("{\"label!\":[\"app\"]}").labels(labels)).isFalse();
    }

    @Test
    void rejectSameValuesAsDocker() {
        assertThatThrownBy(() -> Filters.parse("{\"colour\":[\"red\"]}").only(Set.of("name")))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage("invalid filter 'colour'");
        assertThatThrownBy(
                        () -> Filters.parse("{\"dangling\":[\"1\",\"0\"]}").flag("dangling", false))
                .hasMessage("got more than one value for filter key \"dangling\"");
        assertThatThrownBy(() -> Filters.parse("{\"name\":3}"))
                .isInstanceOf(NaruException.Invalid.class);
        assertThatThrownBy(() -> Filters.parse("{")).isInstanceOf(NaruException.Invalid.class);
    }

    @Test
    void acceptNullAsEmpty() {
        assertThat(Filters.parse("{\"name\":null}").has("name")).isFalse();
    }
}
