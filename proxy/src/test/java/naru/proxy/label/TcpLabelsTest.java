package naru.proxy.label;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.model.Definitions;
import naru.proxy.model.Middleware.AllowAddresses;
import naru.proxy.model.Middleware.InFlightLimit;
import naru.proxy.model.Problem;
import naru.proxy.model.Route;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tls;
import naru.proxy.rule.AddressRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Labels of TCP routes. */
class TcpLabelsTest {
    @Test
    void readsTraefiksRouters() {
        var read =
                LabelsOf.read(
                        """
                        traefik.enable=true
                        traefik.tcp.routers.db.rule=HostSNI(`db.test`) && ClientIP(`10.0.0.0/8`)
                        traefik.tcp.routers.db.entrypoints=websecure
                        traefik.tcp.routers.db.priority=7
                        traefik.tcp.routers.db.tls.passthrough=true
                        traefik.tcp.routers.db.middlewares=few,near@docker
                        traefik.tcp.middlewares.few.inflightconn.amount=9
                        traefik.tcp.middlewares.near.ipallowlist.sourcerange=10.0.0.0/8
                        traefik.tcp.services.db.loadbalancer.server.port=5432
                        traefik.tcp.services.db.loadbalancer.proxyprotocol.version=1
                        """);

        assertThat(read.problems()).isEmpty();
        var route = read.routes().getFirst();
        assertThat(route.kind()).isEqualTo(Route.Kind.TCP);
        assertThat(route.name()).hasToString("shop/tcp:db");
        assertThat(route.priority()).isEqualTo(7);
        assertThat(route.entryPoints()).containsExactly("websecure");
        assertThat(route.tls()).isEqualTo(new Tls.Passthrough());
        assertThat(route.middlewares())
                .map(Object::toString)
                .containsExactly("tcp:few", "tcp:near@docker");
        assertThat(read.middlewares().values())
                .containsExactly(
                        new InFlightLimit(9, true),
                        new AllowAddresses(List.of(AddressRange.of("10.0.0.0/8")), 0));
        var service = read.services().getFirst();
        assertThat(service.target()).isEqualTo(new Target.Port(Protocol.TCP, 5432));
        assertThat(service.tuning().proxyProtocol()).isEqualTo(1);
    }

    @Test
    void keepsNamesOfHttpAndTcpApart() {
        var read =
                LabelsOf.read(
                        """
                        traefik.enable=true
                        traefik.http.routers.x.rule=Host(`x.test`)
                        traefik.http.services.x.loadbalancer.server.port=80
                        traefik.tcp.routers.x.rule=HostSNI(`x.test`)
                        traefik.tcp.routers.x.tls=true
                        traefik.tcp.services.x.loadbalancer.server.port=81
                        """);

        assertThat(read.problems()).isEmpty();
        assertThat(read.routes())
                .map(route -> route.name() + " " + route.service())
                .containsExactly("shop/x x", "shop/tcp:x tcp:x");
    }

    @Test
    void definesNoHttpRouteForTcpAlone() {
        var read =
                LabelsOf.read(
                        """
                        traefik.enable=true
                        traefik.tcp.routers.db.rule=HostSNI(`db.test`)
                        traefik.tcp.routers.db.tls=true
                        """,
                        5432);

        assertThat(read.problems()).isEmpty();
        assertThat(read.routes()).map(Route::isTcp).containsExactly(true);
        assertThat(read.services().getFirst().target())
                .isEqualTo(new Target.Port(Protocol.TCP, 5432));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    HostSNI(`a.test`) | connections without TLS have neither a server name
                    ALPN(`h2`) | connections without TLS have neither a server name
                    HostSNI(`*`) | must name an entry point
                    Host(`a.test`) | Host belongs to HTTP routers
                    PathPrefix(`/a`) | there is no matcher "PathPrefix" of TCP routers
                    HostSNI(`a.*`) | is no host name
                    """)
    void refusesRulesThatCannotHold(String rule, String problem) {
        var read = LabelsOf.read("traefik.enable=true\ntraefik.tcp.routers.r.rule=" + rule, 80);

        assertThat(read.routes()).isEmpty();
        assertThat(problems(read)).anyMatch(text -> text.contains(problem));
    }

    @Test
    void readsNarusShortForm() {
        var read =
                LabelsOf.read(
                        """
                        naru.proxy.tcp=https
                        naru.proxy.host=a.test,*.b.test
                        naru.proxy.port=5432
                        naru.proxy.allow=10.0.0.0/8
                        """);

        assertThat(read.problems()).isEmpty();
        var route = read.routes().getFirst();
        assertThat(route.text()).isEqualTo("(HostSNI(`a.test`) || HostSNI(`*.b.test`))");
        assertThat(route.tls()).isEqualTo(new Tls.Passthrough());
        assertThat(route.middlewares()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    naru.proxy.tcp=nowhere | there is no entry point "nowhere"; there are http, https
                    naru.proxy.sticky=cookie | TCP connections have no cookies; use source
                    naru.proxy.algorithm=uri | TCP connections have no URI
                    naru.proxy.check=/health | expected tcp
                    naru.proxy.path=/a | unknown label
                    naru.proxy.tls=redirect | expected off, passthrough, on or acme
                    """)
    void reportsWhatTcpLacks(String label, String problem) {
        var read = LabelsOf.read("naru.proxy.host=a.test\nnaru.proxy.tcp=https\n" + label, 80);

        assertThat(problems(read)).anyMatch(text -> text.startsWith(problem));
    }

    private static List<String> problems(Definitions read) {
        return read.problems().stream().map(Problem::text).toList();
    }
}
