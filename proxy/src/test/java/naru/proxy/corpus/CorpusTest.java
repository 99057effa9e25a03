package naru.proxy.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.label.Settings;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Problem;
import naru.proxy.table.TableBuilder;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.stream.Stream;

/**
 * Sets of labels and variables as people write them, with the routing that the documentation of
 * nginx-proxy and Traefik promises. {@link Case} describes the files.
 */
class CorpusTest {
    static Stream<Case> cases() {
        return Stream.of("nginx-proxy", "traefik", "naru").flatMap(name -> Case.of(name).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void routesAsDocumented(Case expected) {
        var definitions =
                expected.workloads().stream()
                        .map(workload -> Vocabularies.read(workload, Settings.DEFAULT))
                        .toList();
        var table = TableBuilder.build(Settings.DEFAULT, definitions);

        for (var request : expected.requests()) {
            assertThat(request.outcome(table)).as(request.text()).isEqualTo(request.expected());
        }
        var problems = table.problems().stream().map(Problem::toString).toList();
        if (expected.problems().isEmpty()) {
            assertThat(problems).isEmpty();
        }
        for (var problem : expected.problems()) {
            assertThat(problems).anyMatch(text -> text.contains(problem));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void hasEnoughCases(String file, int least) {
        assertThat(Case.of(file)).hasSizeGreaterThanOrEqualTo(least);
    }

    static List<org.junit.jupiter.params.provider.Arguments> files() {
        return List.of(
                org.junit.jupiter.params.provider.Arguments.of("nginx-proxy", 20),
                org.junit.jupiter.params.provider.Arguments.of("traefik", 45));
    }
}
