package naru.proxy.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.proxy.model.Definitions;
import naru.proxy.model.Middleware;
import naru.proxy.model.Problem;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tls;
import naru.proxy.table.RoutingTable;
import naru.proxy.table.TableBuilder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.random.RandomGeneratorFactory;

/** Files in the format of Traefik's dynamic configuration. */
class RouteFileTest {
    private static final String NAS =
            """
            http:
              routers:
                nas:
                  rule: Host(`nas.test`)
                  entryPoints: [websecure]
                  middlewares: [secure, auth@docker]
                  service: nas
                  tls: {}
              services:
                nas:
                  loadBalancer:
                    servers:
                      - url: http://192.0.2.7:5000
                      - url: https://192.0.2.8
                        weight: 3
                    healthCheck: {path: /health, interval: 10s}
              middlewares:
                secure:
                  headers:
                    stsSeconds: 600
            tcp:
              routers:
                db:
                  rule: HostSNI(`db.test`)
                  service: db
                  tls:
                    passthrough: true
              services:
                db:
                  loadBalancer:
                    servers:
                      - address: "192.0.2.9:5432"
            """;

    private static Definitions read(String yaml) throws Exception {
        return RouteFile.read("nas.yml", yaml, Settings.DEFAULT);
    }

    @Test
    void readsRoutersServicesAndMiddlewares() throws Exception {
        var read = read(NAS);

        assertThat(read.problems()).isEmpty();
        var route = read.routes().getFirst();
        assertThat(route.name()).hasToString("nas@file");
        assertThat(route.entryPoints()).containsExactly("websecure");
        assertThat(route.tls()).isInstanceOf(Tls.Terminated.class);
        assertThat(read.routes().getLast().tls()).isEqualTo(new Tls.Passthrough());
        assertThat(read.services())
                .map(Service::target)
                .containsExactly(
                        new Target.Url(Protocol.HTTP, "192.0.2.7", 5000),
                        new Target.Url(Protocol.HTTPS, "192.0.2.8", 443),
                        new Target.Url(Protocol.TCP, "192.0.2.9", 5432));
        assertThat(read.services()).map(Service::weight).containsExactly(1, 3, 1);
        assertThat(read.middlewares().values())
                .containsExactly(Middleware.Headers.strictTransport("max-age=600"));
    }

    @Test
    void findsNamesOfFilesAndContainers() throws Exception {
        var labels =
                """
                traefik.enable=true
                traefik.http.routers.web.rule=Host(`web.test`)
                traefik.http.routers.web.middlewares=secure@file
                traefik.http.middlewares.auth.basicauth.users=a:$apr1$abcdefgh$5VEbMkemELfbhC5ck.U.z1
                """;
        var table = table(read(NAS), LabelsOf.read(labels, 80));

        assertThat(table.problems()).isEmpty();
        var nas =
                table.routes().stream()
                        .filter(r -> r.route().name().toString().equals("nas@file"))
                        .toList();
        assertThat(nas.getFirst().steps()).hasSize(2);
        assertThat(nas.getFirst().pool().members()).hasSize(2);
    }

    @Test
    void givesNamesOfFilesOnlyWithTheirProvider() throws Exception {
        var labels =
                """
                traefik.enable=true
                traefik.http.routers.web.rule=Host(`web.test`)
                traefik.http.routers.web.middlewares=secure
                """;

        assertThat(table(read(NAS), LabelsOf.read(labels, 80)).problems())
                .map(Problem::text)
                .contains("there is no middleware \"secure\"");
    }

    private static RoutingTable table(Definitions... all) {
        return TableBuilder.build(Settings.DEFAULT, List.of(all));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rule: Host(`nas.test`)   | ruel: Host(`nas.test`) | http.routers.nas.ruel (line 4): unknown label; did you mean "http.routers.nas.rule"?
                    entryPoints: [websecure] | entryPoints: [nowhere] | http.routers.nas.entryPoints (line 5): there is no entry point "nowhere"
                    url: https://192.0.2.8   | url: 192.0.2.8         | http.services.nas.loadBalancer.servers[1].url (line 14): expected a URL
                    stsSeconds: 600          | stsSeconds: many       | http.middlewares.secure.headers.stsSeconds (line 20): expected a number
                    address: "192.0.2.9:5432" | address: 192.0.2.9    | tcp.services.db.loadBalancer.servers[0].address (line 32): expected a host
                    """)
    void namesLineAndKeyOfAProblem(String right, String wrong, String problem) throws Exception {
        assertThat(read(NAS.replace(right, wrong)).problems())
                .map(Problem::toString)
                .anyMatch(text -> text.startsWith("nas.yml: " + problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    http: [             | 2
                    http:;  routers: ]  | 2
                    - http              | 1
                    http:;  a: 1;  A: 2 | 3
                    http: &a {b: *a}    | 1
                    http: &a [[*a]]     | 1
                    """)
    void namesTheLineOfBrokenYaml(String yaml, int line) {
        assertThatThrownBy(() -> read(yaml.replace(";", "\n") + "\n"))
                .isInstanceOfSatisfying(
                        RouteFileException.class, e -> assertThat(e.line()).isEqualTo(line));
    }

    @Test
    void tellsItsFilesFromThoseOfCompose() {
        assertThat(RouteFile.isOne(NAS)).isTrue();
        assertThat(RouteFile.isOne("services: {web: {image: x}}")).isFalse();
        assertThat(RouteFile.isOne("")).isFalse();
        assertThat(RouteFile.isOne("http: [")).isFalse();
    }

    @Test
    void reportsDamagedFiles() {
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_201);
        for (int i = 0; i < 3_000; i++) {
            var text = new StringBuilder(NAS);
            for (int damages = random.nextInt(1, 4); damages > 0; damages--) {
                int at = random.nextInt(text.length());
                text.setCharAt(
                        at, "\t\n :-[]{}&*!|>'\"%@`\u0000\u00e9ax9".charAt(random.nextInt(24)));
            }
            try {
                var read = read(text.toString());
                assertThat(TableBuilder.build(Settings.DEFAULT, List.of(read)).routes().size())
                        .isLessThanOrEqualTo(3);
            } catch (RouteFileException e) {
                assertThat(e.line()).isPositive();
            } catch (Exception e) {
                throw new AssertionError(text.toString(), e);
            }
        }
    }

    @Test
    void refusesAliasesThatMultiply() {
        var yaml = new StringBuilder("a: &a0 {x: 1}\n");
        for (int i = 1; i < 12; i++) {
            yaml.append("b%d: &a%d {p: *a%3$d, q: *a%3$d, r: *a%3$d}\n".formatted(i, i, i - 1));
        }
        assertThatThrownBy(() -> read(yaml.toString()))
                .isInstanceOf(RouteFileException.class)
                .hasMessageContaining("aliases");
    }

    @Test
    void readsEachBeginningOfAFile() {
        for (int end = 0; end < NAS.length(); end++) {
            try {
                assertThat(read(NAS.substring(0, end)).routes().size()).isLessThanOrEqualTo(2);
            } catch (RouteFileException e) {
                assertThat(e.line()).isPositive();
            } catch (Exception e) {
                throw new AssertionError("after " + end + " characters", e);
            }
        }
    }
}
