package naru.proxy.label;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.model.Middleware;
import naru.proxy.model.Problem;
import naru.proxy.model.Route;
import naru.proxy.model.Service.Balance;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Sticky;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

class NaruLabelsTest {
    @Test
    void needsOnlyAHost() {
        var read = LabelsOf.read("naru.proxy.host=shop.localhost", 3000);

        assertThat(read.problems()).isEmpty();
        assertThat(read.routes()).map(Route::text).containsExactly("Host(`shop.localhost`)");
        assertThat(read.routes().getFirst().tls()).isEqualTo(new Tls.Either());
        assertThat(read.services().getFirst().target())
                .isEqualTo(new Target.Port(Protocol.HTTP, 3000));
    }

    @Test
    void readsSettings() {
        var read =
                LabelsOf.read(
                        """
                        naru.proxy.host=a.test, b.test
                        naru.proxy.path=/app
                        naru.proxy.port=81
                        naru.proxy.algorithm=leastconn
                        naru.proxy.sticky=source
                        naru.proxy.strip=true
                        naru.proxy.cache=10m
                        naru.proxy.check=/health
                        naru.proxy.tls=redirect
                        """);

        assertThat(read.problems()).isEmpty();
        assertThat(read.routes().getFirst().text())
                .isEqualTo("(Host(`a.test`) || Host(`b.test`)) && PathPrefix(`/app`)");
        assertThat(read.services().getFirst().balance()).isEqualTo(Balance.LEAST_CONNECTIONS);
        assertThat(read.services().getFirst().sticky()).contains(new Sticky.ClientAddress());
        assertThat(read.middlewares().values())
                .contains(
                        new Middleware.Cache(
                                Optional.of(Duration.ofMinutes(10)),
                                Middleware.Cache.DEFAULT_MAX_OBJECT,
                                List.of()));
    }

    @Test
    void readsSeveralRoutes() {
        var read =
                LabelsOf.read(
                        """
                        naru.proxy.host=a.test
                        naru.proxy.port=80
                        naru.proxy.admin.host=admin.test
                        naru.proxy.admin.port=81
                        """);

        assertThat(read.problems()).isEmpty();
        assertThat(read.routes())
                .map(Route::text)
                .containsExactlyInAnyOrder("Host(`a.test`)", "Host(`admin.test`)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            textBlock =
                    """
                    naru.proxy.hosts=a.test         ¦ did you mean "naru.proxy.host"?
                    naru.proxy.prot=80              ¦ did you mean "naru.proxy.port"?
                    naru.proxy.port=81              ¦ must name a host
                    naru.proxy.admin.port=81        ¦ must name a host
                    naru.proxy.algorithm=fastest    ¦ expected roundrobin, leastconn
                    naru.proxy.strip=true           ¦ there is no path to strip
                    naru.proxy.cache=always         ¦ expected on, off or a duration
                    """)
    void reportsWhatItDoesNotFollow(String label, String problem) {
        assertThat(LabelsOf.read(label, 80).problems())
                .map(Problem::text)
                .anyMatch(text -> text.contains(problem));
    }
}
