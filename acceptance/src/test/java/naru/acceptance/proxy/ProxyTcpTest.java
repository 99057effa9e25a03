package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.ReconfiguredDaemon;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;

/** TCP routes: at entry points of their own, and beside HTTPS on port 443. */
@InLab
class ProxyTcpTest extends WithProxy {
    private static final String SETTINGS =
            """
            {"proxy": {"enabled": false,
                       "entry-points": {"postgres": ":5432",
                                        "internal": {"addresses": ["127.0.0.1:8080"],
                                                     "protocol": "http"}}}}
            """;

    @RegisterExtension private final ReconfiguredDaemon daemon;

    ProxyTcpTest(Lab lab) {
        super(lab);
        daemon = new ReconfiguredDaemon(lab.host());
    }

    @BeforeEach
    @Override
    void startProxy() {
        try {
            daemon.restartWithFile(SETTINGS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        super.startProxy();
    }

    /** A server that answers each connection with its name. */
    private void server(String name, String options) {
        var words = CommandLine.words(options);
        var command = "run -d --name {} --hostname {} {} web nc -ll -p 5432 -e hostname";
        ground.docker().cli(command, name, name, words);
    }

    private String connect(String address, int port) {
        return ground.client()
                .shell()
                .quietly("timeout 10 busybox nc {} {}", address, port)
                .output()
                .strip();
    }

    /** The subject of the certificate, and the answer. */
    private String tls(String name, String line) {
        return ground.client()
                .shell()
                .quietly(
                        "sh -c {}",
                        "(echo \"%s\"; sleep 1) | timeout 10 openssl s_client -connect %s:443"
                                        .formatted(line, ProxyGround.ADDRESS)
                                + " -servername "
                                + name
                                + " 2>/dev/null")
                .output();
    }

    @Test
    void leadsConnectionsOfAnEntryPoint() throws Throwable {
        server("one", "-l naru.proxy.tcp=postgres -l naru.proxy.port=5432");
        ground.awaitReady("one");
        Eventually.within(
                Duration.ofSeconds(20),
                () -> assertThat(connect(ProxyGround.ADDRESS, 5432)).isEqualTo("one"));

        assertThat(ground.docker().refusal("run -d --name taker -p 5432:80 web"))
                .contains("port is already allocated: it is used by the proxy");
        ground.docker().cli("rm -f taker");
    }

    @Test
    void endsTlsOfTcpBesideHttps() throws Throwable {
        server(
                "db",
                "-l naru.proxy.tcp=https -l naru.proxy.host=db.test -l naru.proxy.tls=on"
                        + " -l naru.proxy.port=5432");
        ground.member("web", "web", "");
        ground.awaitReady("web");
        ground.awaitReady("db");
        Eventually.within(
                Duration.ofSeconds(20),
                () ->
                        assertThat(tls("db.test", "x"))
                                .contains("naru.invalid")
                                .containsPattern("(?m)^db$"));

        var page =
                ground.client()
                        .shell()
                        .quietly(
                                "curl -sk --max-time 10 --resolve web.test:443:{}"
                                        + " https://web.test/",
                                ProxyGround.ADDRESS)
                        .output()
                        .strip();
        assertThat(page).isEqualTo("web");
    }

    @Test
    void namesTheKnownEntryPoints() {
        var created =
                ground.docker().run("create --name typo -l naru.proxy.tcp=mysql web").errors();

        assertThat(created)
                .contains("there is no entry point \"mysql\"; there are http, https, internal,");
    }

    @Test
    void servesOnlyRoutesThatNameTheEntryPoint() throws Throwable {
        ground.docker()
                .web(
                        "admin",
                        "-l traefik.enable=true -l traefik.http.routers.admin.entrypoints=internal"
                                + " -l {}",
                        "traefik.http.routers.admin.rule=Host(`admin.test`)");
        ground.awaitReady("admin");
        Eventually.within(
                Duration.ofSeconds(20),
                () ->
                        assertThat(
                                        lab.host()
                                                .shell()
                                                .quietly(
                                                        "curl -s -H {} http://127.0.0.1:8080/",
                                                        "Host: admin.test")
                                                .output()
                                                .strip())
                                .isEqualTo("admin"));
        assertThat(ground.get("admin.test", "/")).isEqualTo("404");
    }
}
