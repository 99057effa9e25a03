package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.corpus.Case;
import naru.proxy.corpus.CorpusRequest;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.model.Workload;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The corpus against HAProxy: which member receives each request, and what middlewares do. */
class CorpusEffectTest {
    @TempDir private Path folder;

    static Stream<Case> cases() {
        return Stream.of("nginx-proxy", "traefik", "naru").flatMap(name -> Case.of(name).stream());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void servesAsDocumented(Case expected) throws Exception {
        var builder = TestProxy.in(folder.resolve("proxy")).withProblems();
        for (var workload : expected.workloads()) {
            builder.workload(workload, request -> TestMember.ok(workload.name()));
        }
        try (var proxy = builder.start()) {
            for (var request : expected.requests()) {
                if (request.by() == EntryPoint.HTTP) {
                    check(proxy, request, expected.workloads());
                }
            }
        }
    }

    private static void check(TestProxy proxy, CorpusRequest request, List<Workload> workloads)
            throws Exception {
        workloads.forEach(workload -> proxy.member(workload.name()).received().clear());
        var answer = proxy.raw(client(request), text(request), request.request().method());
        var outcome = request.expected();
        if (outcome.equals("https")) {
            assertThat(answer.status()).as(request.text()).isIn(301, 308);
        } else if (outcome.equals("none") || outcome.equals("404")) {
            assertThat(answer.status()).as(request.text()).isEqualTo(404);
            assertThat(answer.body()).startsWith("404: no route");
        } else if (!outcome.contains(" ")
                && outcome.matches("[a-z_].*")
                && !outcome.contains("/")) {
            assertThat(outcome.split("[:,][0-9]*,?")).as(request.text()).contains(answer.body());
        }
        effect(proxy, request, answer, outcome.split(":")[0]);
    }

    private static void effect(
            TestProxy proxy, CorpusRequest request, Message answer, String member) {
        var words = request.effect().split(" ");
        if (request.effect().startsWith("/")) {
            assertThat(proxy.member(member).received().getFirst().target())
                    .as(request.text())
                    .isEqualTo(request.effect());
        } else if (!request.effect().isEmpty()) {
            assertThat(answer.status()).as(request.text()).isEqualTo(Integer.parseInt(words[0]));
        }
        if (words.length == 2) {
            assertThat(answer.value("location")).contains(words[1]);
        }
    }

    private static String client(CorpusRequest request) {
        return request.request().client().getHostAddress();
    }

    /** The target is in the text of the request, since a parsed one has lost the query's order. */
    private static String text(CorpusRequest request) {
        var url = request.text().split(" ")[0];
        var target = url.substring(url.indexOf('/', "http://".length()));
        var text = new StringBuilder(request.request().method());
        text.append(' ').append(target).append(" HTTP/1.1\r\nHost: ");
        text.append(request.request().host()).append("\r\n");
        request.request()
                .headers()
                .forEach((name, values) ->
                        values.forEach(value ->
                                text.append(name).append(": ").append(value).append("\r\n")));
        return text.append("\r\n").toString();
    }
}
