package naru.api.resource;

import static org.assertj.core.api.Assertions.assertThat;

import naru.api.wire.Paths;

import org.junit.jupiter.api.Test;

class RouteTest {
    private static String match(String pattern, String path) {
        return Route.get(pattern, _ -> {}).match("GET", Paths.segments(path));
    }

    @Test
    void matchesOneOrMoreSegments() {
        assertThat(match("/images/{id}/json", "/images/nginx/json")).isEqualTo("nginx");
        assertThat(match("/images/{id}/json", "/images/localhost:5000/team/web:1/json"))
                .isEqualTo("localhost:5000/team/web:1");
        assertThat(match("/images/{id}", "/images/json")).isEqualTo("json");
    }

    @Test
    void requiresVariable() {
        assertThat(match("/images/{id}/json", "/images/json")).isNull();
        assertThat(match("/containers/{id}/json", "/containers//json")).isNull();
    }

    @Test
    void requiresSameMethodAndSuffix() {
        assertThat(Route.post("/a", _ -> {}).match("GET", Paths.segments("/a"))).isNull();
        assertThat(match("/networks", "/networks/")).isEmpty();
        assertThat(match("/networks", "/networks/x")).isNull();
        assertThat(match("/exec/{id}/start", "/exec/1/json")).isNull();
    }

    @Test
    void distinguishesVersionsFromNames() {
        assertThat(Paths.isVersion("v1.41")).isTrue();
        assertThat(Paths.isVersion("v1.41x")).isFalse();
        assertThat(Paths.isVersion("volumes")).isFalse();
        assertThat(Paths.isVersion("v")).isFalse();
    }
}
