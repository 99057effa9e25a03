package naru.proxy.label;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.model.HealthCheck;
import naru.proxy.model.Middleware;
import naru.proxy.model.Problem;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Sticky;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tls;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class TraefikLabelsTest {
    @Test
    void readsARouterAndItsService() {
        var read =
                LabelsOf.read(
                        """
                        traefik.enable=true
                        traefik.http.routers.web.rule=Host(`shop.test`) && PathPrefix(`/api`)
                        traefik.http.routers.web.entrypoints=websecure
                        traefik.http.routers.web.tls=true
                        traefik.http.routers.web.tls.certresolver=le
                        traefik.http.routers.web.middlewares=strip,auth@docker
                        traefik.http.services.web.loadbalancer.server.port=8080
                        traefik.http.middlewares.strip.stripprefix.prefixes=/api
                        """);

        assertThat(read.problems()).isEmpty();
        var route = read.routes().getFirst();
        assertThat(route.name()).hasToString("shop/web");
        assertThat(route.text()).isEqualTo("Host(`shop.test`) && PathPrefix(`/api`)");
        assertThat(route.priority()).isEqualTo(route.text().length());
        assertThat(route.entryPoints()).containsExactly("websecure");
        assertThat(route.tls())
                .isEqualTo(
                        new Tls.Terminated(
                                "",
                                Optional.of(Tls.Order.USUAL),
                                List.of(),
                                Tls.PlainRequests.OTHER_ROUTES));
        assertThat(route.middlewares())
                .map(Object::toString)
                .containsExactly("strip", "auth@docker");
        assertThat(read.services())
                .map(Service::target)
                .containsExactly(new Target.Port(Protocol.HTTP, 8080));
        assertThat(read.middlewares().values())
                .containsExactly(new Middleware.StripPrefix(List.of("/api")));
    }

    @Test
    void readsOnlyEnabledContainers() {
        assertThat(LabelsOf.read("traefik.http.routers.web.rule=Host(`a`)", 80).routes()).isEmpty();
        assertThat(LabelsOf.read("traefik.enable=false", 80).routes()).isEmpty();
    }

    @Test
    void takesTheOnlyExposedPortAndTheName() {
        var read = LabelsOf.read("traefik.enable=true", 8080);

        assertThat(read.problems()).isEmpty();
        assertThat(read.routes().getFirst().text()).isEqualTo("Host(`web-shop`)");
        assertThat(read.services().getFirst().target())
                .isEqualTo(new Target.Port(Protocol.HTTP, 8080));
    }

    @Test
    void doesNotGuessAmongPorts() {
        var read = LabelsOf.read("traefik.enable=true", 80, 443);

        assertThat(read.problems())
                .map(Problem::text)
                .anyMatch(text -> text.contains("exposes the ports 80, 443"));
        assertThat(read.services()).isEmpty();
    }

    @Test
    void readsServiceSettings() {
        var read =
                LabelsOf.read(
                        """
                        traefik.enable=true
                        traefik.http.routers.web.rule=Host(`a`)
                        traefik.http.services.s.loadbalancer.server.port=1
                        traefik.http.services.s.loadbalancer.server.scheme=h2c
                        traefik.http.services.s.loadbalancer.server.weight=7
                        traefik.http.services.s.loadbalancer.passhostheader=false
                        traefik.http.services.s.loadbalancer.sticky.cookie.name=id
                        traefik.http.services.s.loadbalancer.sticky.cookie.secure=true
                        traefik.http.services.s.loadbalancer.sticky.cookie.samesite=Lax
                        traefik.http.services.s.loadbalancer.healthcheck.path=/health
                        traefik.http.services.s.loadbalancer.healthcheck.interval=10s
                        traefik.http.services.s.loadbalancer.healthcheck.timeout=1500ms
                        traefik.http.services.s.loadbalancer.healthcheck.headers.X-Who=naru
                        """);

        assertThat(read.problems()).isEmpty();
        var service = read.services().getFirst();
        assertThat(service.target()).isEqualTo(new Target.Port(Protocol.H2C, 1));
        assertThat(service.weight()).isEqualTo(7);
        assertThat(service.keepsHost()).isFalse();
        assertThat(service.sticky())
                .contains(new Sticky.Cookie("id", true, false, "lax", 0, "/", ""));
        assertThat(service.check().map(HealthCheck::path)).contains("/health");
        assertThat(service.check().map(HealthCheck::whileDown)).contains(Duration.ofSeconds(10));
        assertThat(service.check().map(HealthCheck::timeout)).contains(Duration.ofMillis(1500));
        assertThat(service.check().map(HealthCheck::headers)).contains(Map.of("X-Who", "naru"));
    }

    @Test
    void readsHeadersAndCors() {
        var read =
                LabelsOf.read(
                        """
                        traefik.enable=true
                        traefik.http.middlewares.h.headers.customrequestheaders.X-One=1
                        traefik.http.middlewares.h.headers.customresponseheaders.Server=
                        traefik.http.middlewares.h.headers.stsseconds=3600
                        traefik.http.middlewares.h.headers.stsincludesubdomains=true
                        traefik.http.middlewares.h.headers.framedeny=true
                        traefik.http.middlewares.h.headers.accesscontrolalloworiginlist=https://a.test
                        traefik.http.middlewares.h.headers.accesscontrolallowmethods=GET,PUT
                        """,
                        80);

        assertThat(read.problems()).isEmpty();
        var headers = (Middleware.Headers) read.middlewares().values().iterator().next();
        assertThat(headers.request()).containsExactly(Map.entry("X-One", "1"));
        assertThat(headers.response())
                .containsEntry("Server", "")
                .containsEntry("Strict-Transport-Security", "max-age=3600; includeSubDomains")
                .containsEntry("X-Frame-Options", "DENY");
        assertThat(headers.cors().orElseThrow().methods()).containsExactly("GET", "PUT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            textBlock =
                    """
                    traefik.http.routers.web.rulee=Host(`a`)               ¦ did you mean "traefik.http.routers.web.rule"?
                    traefik.http.router.web.rule=Host(`a`)                 ¦ did you mean "traefik.http.routers"?
                    traefik.http.routers.web.entrypoints=webb              ¦ there is no entry point "webb"
                    traefik.http.routers.web.rule=Host(`a                  ¦ has no end
                    traefik.http.services.s.loadbalancer.server.port=http  ¦ expected a number from 1 to 65535
                    traefik.http.services.s.loadbalancer.server.port=70000 ¦ expected a number from 1 to 65535
                    traefik.http.middlewares.m.stripprefx.prefixes=/a      ¦ did you mean "stripprefix"?
                    traefik.http.middlewares.m.digestauth.users=a:b        ¦ the nearest is basicauth
                    traefik.http.middlewares.m.basicauth.users=admin       ¦ expected user:hash
                    traefik.http.middlewares.m.basicauth.users=a:secret    ¦ no hash that htpasswd prints
                    traefik.http.middlewares.m.errors.status=5xx           ¦ expected statuses such as 404
                    traefik.http.middlewares.m.headers.customrequestheaders.a:b=1 ¦ cannot be the name of a header field
                    traefik.http.services.s.loadbalancer.healthcheck.path=x y ¦ expected a path such as /health
                    traefik.http.services.s.loadbalancer.sticky.cookie.name=a;b ¦ is not possible in a cookie
                    traefik.http.middlewares.m.ipallowlist.sourcerange=x   ¦ neither an address nor a range
                    traefik.http.services.s.loadbalancer.strategy=leasttime¦ the nearest is p2c
                    traefik.udp.routers.r.service=s                        ¦ publish the port with -p
                    traefik.enable=yes                                     ¦ expected true or false
                    """)
    void reportsWhatItDoesNotFollow(String label, String problem) {
        var read = LabelsOf.read("traefik.enable=true\n" + label, 80);

        assertThat(read.problems()).map(Problem::text).anyMatch(text -> text.contains(problem));
        assertThat(read.problems()).allMatch(p -> p.workload().equals("web"));
    }

    @Test
    void leavesOneBadMiddlewareOut() {
        var read =
                LabelsOf.read(
                        """
                        traefik.enable=true
                        traefik.http.routers.web.rule=Host(`a`)
                        traefik.http.middlewares.bad.redirectregex.regex=(
                        traefik.http.middlewares.good.addprefix.prefix=/x
                        """,
                        80);

        assertThat(read.problems()).hasSize(1);
        assertThat(read.middlewares()).hasSize(1);
        assertThat(read.routes()).hasSize(1);
    }

    @Test
    void refusesControlCharacters() {
        var definitions =
                Vocabularies.read(
                        new naru.proxy.model.Workload(
                                "web",
                                "shop",
                                "web",
                                java.util.Map.of(
                                        "traefik.enable",
                                        "true",
                                        "traefik.http.middlewares.m.addprefix.prefix",
                                        "/a\nbackend evil"),
                                java.util.Map.of(),
                                new java.util.TreeSet<>(java.util.List.of(80)),
                                false),
                        Settings.DEFAULT);

        assertThat(definitions.middlewares()).isEmpty();
        assertThat(definitions.problems())
                .anyMatch(problem -> problem.text().contains("control characters"));
    }
}
