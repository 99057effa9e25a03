package naru.container.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class DependenciesTest {
    private static List<String> cycle(String start, Map<String, List<String>> targets) {
        return Dependencies.cycle(start, name -> targets.getOrDefault(name, List.of()));
    }

    @Test
    void chainsAndDiamondsAreNoCycles() {
        var targets = Map.of("a", List.of("b", "c"), "b", List.of("d"), "c", List.of("d", "b"));

        assertThat(cycle("a", targets)).isEmpty();
        assertThat(cycle("d", targets)).isEmpty();
    }

    @Test
    void cyclesAreNamedFromEndToEnd() {
        assertThat(cycle("a", Map.of("a", List.of("a")))).containsExactly("a", "a");
        assertThat(cycle("a", Map.of("a", List.of("x", "b"), "b", List.of("c"), "c", List.of("a"))))
                .containsExactly("a", "b", "c", "a");
    }

    @Test
    void cyclesElsewhereOnTheWayEndTheSearch() {
        var targets = Map.of("a", List.of("b"), "b", List.of("c"), "c", List.of("b"));

        assertThat(cycle("a", targets)).isEmpty();
        assertThat(cycle("b", targets)).containsExactly("b", "c", "b");
    }
}
