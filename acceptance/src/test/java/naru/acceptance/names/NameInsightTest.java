package naru.acceptance.names;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;

/** What {@code naru dns} and {@code /metrics} tell about names. */
@InLab
class NameInsightTest {
    private final LabHost host;
    private final Docker docker;
    private final RawApi api;

    NameInsightTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
        api = new RawApi(docker.endpoint(), false);
    }

    private Shell.Result naruDns(String words) {
        return host.shell()
                .with("DOCKER_HOST", docker.endpoint())
                .run("{} dns {}", Product.naru(), CommandLine.words(words));
    }

    @Test
    void explainsAnAnswer() {
        docker.cli("network create front");
        docker.waiting("asker", "--network front");
        docker.waiting("web", "--network front --network-alias shop");
        docker.waiting("plain");

        var address = docker.address("web");
        assertThat(naruDns("Shop.Front --from asker").lines())
                .anyMatch(line -> line.matches("Shop.Front A: NOERROR in [0-9.]+ ms"))
                .contains(
                        "  shop.front. 5 A " + address,
                        "  network front: web has the name, at " + address);
        assertThat(naruDns("no.example --from asker --type TXT").lines())
                .anyMatch(line -> line.matches("no.example TXT: NXDOMAIN in [0-9.]+ ms"))
                .anyMatch(
                        line -> line.matches("  .*:53 over UDP: NXDOMAIN, 0 records after .* ms"));
        assertThat(naruDns("web --from plain").refusal())
                .contains("the container has no name server");
        assertThat(naruDns("web --from nobody").refusal()).contains("No such container: nobody");
    }

    @Test
    void metricsCountWhatIsAsked() {
        docker.cli("network create front");
        docker.waiting("asker", "--network front");
        var dig = new Dig(host, "asker");
        dig.ask("warm.example -t A"); // so that there is an upstream to speak of
        var before = api.get("/metrics").body();

        for (int i = 0; i < 3; i++) {
            dig.addresses("asker");
        }
        dig.ask("asker -t A +tcp");
        dig.ask("nobody.example -t A");

        var after = api.get("/metrics").body();
        assertThat(grown("naru_dns_queries_total{transport=\"udp\"}", before, after)).isEqualTo(4);
        assertThat(grown("naru_dns_queries_total{transport=\"tcp\"}", before, after)).isEqualTo(1);
        assertThat(grown("naru_dns_answers_total{from=\"directory\"}", before, after)).isEqualTo(4);
        assertThat(grown("naru_dns_answers_total{from=\"upstream\"}", before, after)).isEqualTo(1);
        assertThat(grown("naru_dns_latency_seconds_count{from=\"memory\"}", before, after))
                .isGreaterThanOrEqualTo(3);
        assertThat(after)
                .containsPattern("naru_dns_upstream_up\\{from=\"host\",server=\".*:53\"} 1");
        assertThat(after).contains("naru_dns_cache_entries ");
    }

    private static long grown(String metric, String before, String after) {
        return value(metric, after) - value(metric, before);
    }

    private static long value(String metric, String text) {
        return text.lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToLong(line -> Long.parseLong(line.substring(metric.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + metric + " in\n" + text));
    }
}
