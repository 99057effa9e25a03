package naru.proxy.label;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.model.Definitions;
import naru.proxy.model.Middleware;
import naru.proxy.model.Problem;
import naru.proxy.model.Route;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Balance;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tls;
import naru.proxy.model.Tls.PlainRequests;
import naru.proxy.model.Workload;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

class NginxProxyVariablesTest {
    private static Definitions read(String variables, Integer... ports) {
        return Vocabularies.read(LabelsOf.variables("web", variables, ports), Settings.DEFAULT);
    }

    @Test
    void readsHosts() {
        var read =
                read(
                        """
                        VIRTUAL_HOST=a.test, *.b.test,www.c.*,~^d[0-9]\\.test$
                        VIRTUAL_PORT=3000
                        """);

        assertThat(read.problems()).isEmpty();
        assertThat(read.routes())
                .map(Route::text)
                .containsExactly(
                        "Host(`a.test`)",
                        "HostRegexp(`^.+\\.b\\.test$`)",
                        "HostRegexp(`^www\\.c\\..+$`)",
                        "HostRegexp(`^d[0-9]\\.test$`)");
        assertThat(read.services())
                .map(Service::target)
                .containsOnly(new Target.Port(Protocol.HTTP, 3000));
    }

    @Test
    void takesTheExposedPortElse80() {
        assertThat(read("VIRTUAL_HOST=a", 5000).services().getFirst().target())
                .isEqualTo(new Target.Port(Protocol.HTTP, 5000));
        assertThat(read("VIRTUAL_HOST=a").services().getFirst().target())
                .isEqualTo(new Target.Port(Protocol.HTTP, 80));
        assertThat(read("VIRTUAL_HOST=a", 80, 443).services().getFirst().target())
                .isEqualTo(new Target.Port(Protocol.HTTP, 80));
    }

    @Test
    void replacesPathByDestination() {
        var read = read("VIRTUAL_HOST=a\nVIRTUAL_PATH=/app\nVIRTUAL_DEST=/", 80);

        assertThat(read.routes().getFirst().text()).isEqualTo("Host(`a`) && PathPrefix(`/app`)");
        assertThat(read.middlewares().values())
                .containsExactly(new Middleware.ReplacePrefix("/app", "/"));
    }

    @Test
    void readsSeveralPortsOfOneContainer() {
        var read =
                read(
                        """
                        VIRTUAL_HOST_MULTIPORTS={"a.test": {"/": {"port": 3000}, "/ws": {"port": 3001, "dest": "/", "proto": "https"}}, "b.test": null}
                        """,
                        3000,
                        3001);

        assertThat(read.problems()).isEmpty();
        assertThat(read.services())
                .map(Service::target)
                .containsExactly(
                        new Target.Port(Protocol.HTTP, 3000),
                        new Target.Port(Protocol.HTTPS, 3001),
                        new Target.Port(Protocol.HTTP, 80));
    }

    @ParameterizedTest
    @CsvSource({
        "redirect, REDIRECT",
        "noredirect, SERVE",
        "nohttp, REFUSE",
    })
    void readsHttpsMethods(String method, PlainRequests plain) {
        var read = read("VIRTUAL_HOST=a.test\nLETSENCRYPT_HOST=a.test\nHTTPS_METHOD=" + method, 80);

        assertThat(read.routes().getFirst().tls())
                .isEqualTo(
                        new Tls.Terminated(
                                "", Optional.of(Tls.Order.USUAL), List.of("a.test"), plain));
    }

    @Test
    void readsTheBalanceOfItsLabel() {
        var labels = Map.of("com.github.nginx-proxy.nginx-proxy.loadbalance", "least_conn;");
        var workload =
                new Workload(
                        "web", "", "", labels, Map.of("VIRTUAL_HOST", "a"), new TreeSet<>(), false);

        var read = Vocabularies.read(workload, Settings.DEFAULT);

        assertThat(read.problems()).isEmpty();
        assertThat(read.services().getFirst().balance()).isEqualTo(Balance.LEAST_CONNECTIONS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            textBlock =
                    """
                    VIRTUAL_PORT=http      ¦ expected a port from 1 to 65535
                    VIRTUAL_PROTO=uwsgi    ¦ let uWSGI serve http
                    HTTPS_METHOD=always    ¦ expected redirect, noredirect, nohttp or nohttps
                    VIRTUAL_HOST_MULTIPORTS=[1] ¦ expected a map of hosts to paths
                    VIRTUAL_HOST_MULTIPORTS={ ¦ is no YAML
                    """)
    void reportsWhatItDoesNotFollow(String variable, String problem) {
        assertThat(read("VIRTUAL_HOST=a.test\n" + variable, 80).problems())
                .map(Problem::text)
                .anyMatch(text -> text.contains(problem));
    }
}
