package naru.proxy.table;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.label.LabelsOf;
import naru.proxy.label.Settings;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.label.Settings.EntryPoint.Kind;
import naru.proxy.label.Vocabularies;
import naru.proxy.rule.Request;
import naru.proxy.table.Decision.Outcome;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** {@code TcpOracleTest} compares the order of TLS routes with HAProxy's decisions. */
class ConnectionRoutingTest {
    private static final EntryPoint POSTGRES = new EntryPoint("postgres", Kind.TCP, false);
    private static final String MQTT = "naru.proxy.tcp=https\nnaru.proxy.host=mqtt.test";

    private static RoutingTable table(String... labels) {
        Map<String, EntryPoint> points = new TreeMap<>(Settings.DEFAULT.entryPoints());
        points.put("postgres", POSTGRES);
        var settings = new Settings(false, points);
        return TableBuilder.build(
                settings,
                Stream.of(labels)
                        .map(text -> LabelsOf.container("c" + text.hashCode(), text, 5432))
                        .map(workload -> Vocabularies.read(workload, settings))
                        .toList());
    }

    private static Request connection(String name) {
        return Request.connection(name, Set.of(), InetAddress.ofLiteral("192.0.2.1"));
    }

    @Test
    void leadsTlsByItsName() {
        var decision =
                ConnectionRouting.decide(
                        table(MQTT), EntryPoint.HTTPS, connection("mqtt.test"), true);

        assertThat(decision.outcome()).isInstanceOf(Outcome.Served.class);
        assertThat(decision.passed()).isEmpty();
    }

    @Test
    void leavesOtherNamesToHttp() {
        var decision =
                ConnectionRouting.decide(
                        table(MQTT), EntryPoint.HTTPS, connection("shop.test"), true);

        assertThat(decision.outcome()).isEqualTo(new Outcome.LeftToHttp());
        assertThat(decision.passed().getFirst().reason())
                .isEqualTo("HostSNI(`mqtt.test`) does not hold");
    }

    @Test
    void prefersHttpRoutesThatNameTheHost() {
        var every =
                """
                traefik.enable=true
                traefik.tcp.routers.all.rule=HostSNI(`*`)
                traefik.tcp.routers.all.tls.passthrough=true
                """;
        var table = table(every, "naru.proxy.host=shop.test");

        var shop = ConnectionRouting.decide(table, EntryPoint.HTTPS, connection("shop.test"), true);
        assertThat(shop.outcome()).isEqualTo(new Outcome.LeftToHttp());
        assertThat(shop.passed().getFirst().reason())
                .isEqualTo("comes after routes that name the host");
        assertThat(
                        ConnectionRouting.decide(
                                        table, EntryPoint.HTTPS, connection("x.test"), true)
                                .outcome())
                .isInstanceOf(Outcome.Served.class);
    }

    @Test
    void leadsPlainConnectionsByEntryPoint() {
        var table = table("naru.proxy.tcp=postgres", MQTT);

        assertThat(ConnectionRouting.decide(table, POSTGRES, connection(""), false).outcome())
                .isInstanceOf(Outcome.Served.class);
        var tls = ConnectionRouting.decide(table, POSTGRES, connection("x.test"), true);
        assertThat(tls.outcome()).isEqualTo(new Outcome.Closed());
        assertThat(tls.passed())
                .extracting(Decision.Passed::reason)
                .contains("takes connections without TLS", "does not listen for postgres");
    }
}
