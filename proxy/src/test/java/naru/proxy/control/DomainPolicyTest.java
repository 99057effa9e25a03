package naru.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.label.Settings;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Definitions;
import naru.proxy.model.Workload;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

class DomainPolicyTest {
    private final DomainPolicy policy =
            new DomainPolicy(Map.of("shop", List.of("shop.test", "*.shop.test")));

    private Definitions claim(String project, String key, String value) {
        var workload =
                new Workload(
                        "web",
                        project,
                        "web",
                        Map.of("naru.proxy." + key, value, "naru.proxy.port", "80"),
                        Map.of(),
                        new TreeSet<>(),
                        false);
        return policy.permitted(Vocabularies.read(workload, Settings.DEFAULT));
    }

    @Test
    void permitsTheNamesOfAProject() {
        assertThat(claim("shop", "host", "shop.test,a.shop.test").problems()).isEmpty();
    }

    @Test
    void refusesOtherNamesToAListedProject() {
        var refused = claim("shop", "host", "blog.test");

        assertThat(refused.routes()).isEmpty();
        assertThat(refused.problems().getFirst().text())
                .isEqualTo("project \"shop\" may claim only shop.test, *.shop.test, not blog.test");
    }

    @Test
    void refusesNamesOfAnotherProject() {
        assertThat(claim("blog", "host", "a.shop.test").problems().getFirst().text())
                .isEqualTo("a.shop.test belongs to project \"shop\"");
    }

    @Test
    void refusesWildcardsOverNamesOfAnotherProject() {
        assertThat(claim("blog", "host", "*.test").routes()).isEmpty();
    }

    @Test
    void permitsNamesThatAreNotListed() {
        assertThat(claim("blog", "host", "blog.test").problems()).isEmpty();
    }

    @Test
    void refusesRulesWithoutAHost() {
        assertThat(claim("blog", "rule", "PathPrefix(`/`)").routes()).isEmpty();
    }
}
