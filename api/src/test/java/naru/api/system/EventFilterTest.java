package naru.api.system;

import static org.assertj.core.api.Assertions.assertThat;

import naru.api.wire.Filters;
import naru.container.event.Event;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;

class EventFilterTest {
    private static final Event START =
            event(
                    "container",
                    "start",
                    "c0ffee00",
                    Map.of("name", "web-1", "image", "registry:5000/nginx:1", "tier", "front"));
    private static final Event CONNECT =
            event(
                    "network",
                    "connect",
                    "beef0000",
                    Map.of("name", "front", "container", "c0ffee00"));
    private static final Event PULL = event("image", "pull", "nginx:1", Map.of("name", "nginx"));

    private static Event event(
            String type, String action, String id, Map<String, String> attributes) {
        return new Event(type, action, id, attributes, Instant.EPOCH);
    }

    private static boolean fits(String filters, Event event) {
        return new EventFilter(Filters.parse(filters)).fits(event);
    }

    @Test
    void matchesTypesAndActions() {
        assertThat(fits("{\"type\":[\"network\",\"container\"]}", START)).isTrue();
        assertThat(fits("{\"type\":[\"network\"]}", START)).isFalse();
        assertThat(fits("{\"event\":[\"die\",\"start\"]}", START)).isTrue();
        assertThat(fits("{\"event\":[\"star\"]}", START)).isFalse();
        var exec = event("container", "exec_start: ls", "c0ffee00", Map.of());
        assertThat(fits("{\"event\":[\"exec_start\"]}", exec)).isTrue();
    }

    @Test
    void matchesPrefixOfIdOrName() {
        assertThat(fits("{\"container\":[\"web\"]}", START)).isTrue();
        assertThat(fits("{\"container\":[\"c0ff\"]}", START)).isTrue();
        assertThat(fits("{\"container\":[\"eb-1\"]}", START)).isFalse();
        assertThat(fits("{\"network\":[\"front\"]}", CONNECT)).isTrue();
        assertThat(fits("{\"network\":[\"back\"]}", CONNECT)).isFalse();
        assertThat(fits("{\"daemon\":[\"nosuch\"]}", START)).isFalse();
    }

    @Test
    void matchesImagesWithAndWithoutTags() {
        assertThat(fits("{\"image\":[\"registry:5000/nginx\"]}", START)).isTrue();
        assertThat(fits("{\"image\":[\"registry:5000/nginx:1\"]}", START)).isTrue();
        assertThat(fits("{\"image\":[\"registry\"]}", START)).isFalse();
        assertThat(fits("{\"image\":[\"nginx\"]}", PULL)).isTrue();
        assertThat(fits("{\"image\":[\"nginx:1\"]}", PULL)).isTrue();
    }

    @Test
    void matchesLabelsAndScopes() {
        assertThat(fits("{\"label\":[\"tier=front\"],\"scope\":[\"local\"]}", START)).isTrue();
        assertThat(fits("{\"label\":[\"tier=back\"]}", START)).isFalse();
        assertThat(fits("{\"scope\":[\"swarm\"]}", START)).isFalse();
    }

    @Test
    void ignoresUnknownKeys() {
        assertThat(fits("{\"colour\":[\"red\"]}", START)).isTrue();
    }
}
