package naru.proxy.table;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.label.LabelsOf;
import naru.proxy.label.Settings;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Problem;
import naru.proxy.model.Workload;
import naru.proxy.rule.Request;
import naru.proxy.table.Decision.Outcome;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;

class RoutingTableTest {
    private static final Settings SETTINGS = Settings.DEFAULT;

    private static RoutingTable table(Workload... workloads) {
        return TableBuilder.build(
                SETTINGS,
                Arrays.stream(workloads).map(w -> Vocabularies.read(w, SETTINGS)).toList());
    }

    private static String server(RoutingTable table, String host, String target) {
        return table.decide(EntryPoint.HTTP, Request.get(host, target)).outcome()
                        instanceof Outcome.Served(var by)
                ? by.pool().members().stream()
                        .map(member -> member.workload().name())
                        .toList()
                        .toString()
                : "none";
    }

    @Test
    void joinsReplicasToOneService() {
        var labels = "naru.proxy.host=a.test";
        var table = table(replica("web_1", labels), replica("web_2", labels));

        assertThat(table.problems()).isEmpty();
        assertThat(table.routes()).hasSize(1);
        assertThat(server(table, "a.test", "/")).isEqualTo("[web_1, web_2]");
    }

    @Test
    void triesLongerRulesFirst() {
        var table =
                table(
                        LabelsOf.container("all", "naru.proxy.host=a.test", 80),
                        LabelsOf.container(
                                "api", "naru.proxy.host=a.test\nnaru.proxy.path=/api", 80));

        assertThat(server(table, "a.test", "/api/x")).isEqualTo("[api]");
        assertThat(server(table, "a.test", "/x")).isEqualTo("[all]");
    }

    @Test
    void triesNginxNamesBeforeWildcards() {
        var table =
                table(
                        LabelsOf.variables("wide", "VIRTUAL_HOST=*.test", 80),
                        LabelsOf.variables(
                                "deep", "VIRTUAL_HOST=*.b.test\nVIRTUAL_PATH=/long/path", 80),
                        LabelsOf.variables("exact", "VIRTUAL_HOST=a.b.test", 80),
                        LabelsOf.variables("regexp", "VIRTUAL_HOST=~^.*\\.test$", 80));

        assertThat(server(table, "a.b.test", "/long/path")).isEqualTo("[exact]");
        assertThat(server(table, "x.b.test", "/long/path")).isEqualTo("[deep]");
        assertThat(server(table, "x.y.test", "/")).isEqualTo("[wide]");
    }

    @Test
    void keepsTheFirstClaimantOfAHost() {
        var table =
                table(
                        other("blog", "naru.proxy.host=a.test"),
                        LabelsOf.container("web", "naru.proxy.host=a.test", 80));

        assertThat(server(table, "a.test", "/")).isEqualTo("[blog]");
        assertThat(table.problems())
                .map(Problem::toString)
                .containsExactly(
                        "web: router shop/web-shop: the rule Host(`a.test`) belongs to router"
                                + " blog/blog-blog of container blog");
    }

    @Test
    void letsTwoProjectsUseOneName() {
        var labels =
                """
                traefik.enable=true
                traefik.http.routers.web.rule=Host(`%s`)
                """;
        var table =
                table(
                        other("blog", labels.formatted("blog.test")),
                        LabelsOf.container("web", labels.formatted("shop.test"), 80));

        assertThat(table.problems()).isEmpty();
        assertThat(server(table, "blog.test", "/")).isEqualTo("[blog]");
        assertThat(server(table, "shop.test", "/")).isEqualTo("[web]");
    }

    @Test
    void findsMiddlewaresOfOtherProjects() {
        var table =
                table(
                        other(
                                "auth",
                                """
                                traefik.enable=true
                                traefik.http.middlewares.m.addprefix.prefix=/x
                                """),
                        LabelsOf.container(
                                "web",
                                """
                                traefik.enable=true
                                traefik.http.routers.web.rule=Host(`a`)
                                traefik.http.routers.web.middlewares=m@docker
                                """,
                                80));

        assertThat(table.problems()).isEmpty();
        assertThat(table.routes().getFirst().steps()).hasSize(1);
    }

    @Test
    void leavesRoutesWithMissingPartsOut() {
        var table =
                table(
                        LabelsOf.container(
                                "web",
                                """
                                traefik.enable=true
                                traefik.http.routers.a.rule=Host(`a`)
                                traefik.http.routers.a.middlewares=auth@file
                                traefik.http.routers.b.rule=Host(`b`)
                                """,
                                80));

        assertThat(table.problems())
                .map(Problem::text)
                .containsExactly("there is no middleware \"auth@file\"");
        assertThat(server(table, "a", "/")).isEqualTo("none");
        assertThat(server(table, "b", "/")).isEqualTo("[web]");
    }

    @Test
    void resolvesChainsAndFindsCircles() {
        var labels =
                """
                traefik.enable=true
                traefik.http.routers.a.rule=Host(`a`)
                traefik.http.routers.a.middlewares=one
                traefik.http.middlewares.one.chain.middlewares=%s
                traefik.http.middlewares.two.addprefix.prefix=/x
                """;

        assertThat(table(LabelsOf.container("web", labels.formatted("two,two"), 80)).routes())
                .first()
                .satisfies(routed -> assertThat(routed.steps()).hasSize(2));
        assertThat(table(LabelsOf.container("web", labels.formatted("two,one"), 80)).problems())
                .map(Problem::text)
                .containsExactly("the chain one contains itself");
    }

    @Test
    void answersUnknownHostsByTheirKind() {
        var table =
                table(LabelsOf.container("web", "naru.proxy.host=a.test\nnaru.proxy.path=/x", 80));

        assertThat(table.decide(EntryPoint.HTTP, Request.get("b.test", "/")).outcome())
                .isEqualTo(new Outcome.UnknownHost(404));
        assertThat(table.decide(EntryPoint.HTTPS, Request.get("b.test", "/")).outcome())
                .isEqualTo(new Outcome.UnknownHost(421));
        var missed = table.decide(EntryPoint.HTTP, Request.get("a.test", "/y"));
        assertThat(missed.outcome()).isEqualTo(new Outcome.NoMatch());
        assertThat(missed.passed().getFirst().reason()).isEqualTo("PathPrefix(`/x`) does not hold");
    }

    @Test
    void redirectsToHttps() {
        var table =
                table(LabelsOf.container("web", "naru.proxy.host=a\nnaru.proxy.tls=redirect", 80));

        assertThat(table.decide(EntryPoint.HTTP, Request.get("a", "/")).outcome())
                .isInstanceOf(Outcome.RedirectedToHttps.class);
        assertThat(table.decide(EntryPoint.HTTPS, Request.get("a", "/")).outcome())
                .isInstanceOf(Outcome.Served.class);
    }

    private static Workload other(String name, String labels) {
        var shop = LabelsOf.container(name, labels, 80);
        return new Workload(name, name, name, shop.labels(), Map.of(), shop.ports(), false);
    }

    private static Workload replica(String name, String labels) {
        var shop = LabelsOf.container(name, labels, 80);
        return new Workload(
                name, "shop", "web", shop.labels(), Map.of(), new TreeSet<>(shop.ports()), false);
    }
}
