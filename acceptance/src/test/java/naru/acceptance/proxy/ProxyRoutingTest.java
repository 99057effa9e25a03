package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** The row S21 of the notes, and which container a request reaches in general. */
@InLab
class ProxyRoutingTest extends WithProxy {
    ProxyRoutingTest(Lab lab) {
        super(lab);
    }

    /** S21. */
    @Test
    void routesByPathAndHeader() throws Exception {
        var docker = ground.docker();
        docker.web("plain", "-e VIRTUAL_HOST=shop.test");
        docker.web(
                "pics",
                "-l traefik.enable=true -l {} -l {} -l {}",
                "traefik.http.routers.pics.rule=Host(`shop.test`) && PathPrefix(`/pics`)",
                "traefik.http.routers.pics.middlewares=strip",
                "traefik.http.middlewares.strip.stripprefix.prefixes=/pics");
        docker.web(
                "beta",
                "-l traefik.enable=true -l {}",
                "traefik.http.routers.beta.rule=Host(`shop.test`) && Header(`X-Kind`, `beta`)");
        ground.awaitReady("plain", "pics", "beta");

        assertThat(ground.get("shop.test", "/")).isEqualTo("plain");
        assertThat(ground.get("shop.test", "/pics/")).isEqualTo("pics");
        assertThat(ground.get("shop.test", "/", "-H", "X-Kind: beta")).isEqualTo("beta");
        assertThat(ground.get("other.test", "/")).isEqualTo("404");
    }

    /** HAProxy's library refuses an expression that Naru accepts: compiled, it is too large. */
    @Test
    void loadsOtherRoutesWhenOneIsRefused() throws Throwable {
        var docker = ground.docker();
        docker.web("good", "-e VIRTUAL_HOST=good.test");
        docker.web(
                "huge",
                "-l traefik.enable=true -l {}",
                "traefik.http.routers.huge.rule=Host(`huge.test`) && PathRegexp(`^/(%s){1000}$`)"
                        .formatted("abcdefghijklmnopqrstuvwxyz".repeat(4)));
        docker.web("later", "-e VIRTUAL_HOST=later.test");
        ground.awaitReady("good", "later");

        Eventually.within(
                Duration.ofSeconds(20),
                () -> assertThat(ground.get("later.test", "/")).isEqualTo("later"));
        assertThat(ground.get("good.test", "/")).isEqualTo("good");
        assertThat(ground.get("huge.test", "/")).isEqualTo("404");
        assertThat(ground.list())
                .containsPattern("problem: huge: router huge: HAProxy refuses it: .* is too large");

        docker.cli("rm -f huge");
        docker.web("huge", "-e VIRTUAL_HOST=huge.test");
        ground.awaitReady("huge");
        Eventually.within(
                Duration.ofSeconds(20),
                () -> assertThat(ground.get("huge.test", "/")).isEqualTo("huge"));
    }

    @Test
    void reachesUserAndInternalNetworks() throws Exception {
        var docker = ground.docker();
        docker.cli("network create front");
        docker.cli("network create --internal back");
        docker.web("outer", "--network front -e VIRTUAL_HOST=a.test");
        docker.web("inner", "--network back -e VIRTUAL_HOST=b.test");
        ground.awaitReady("outer", "inner");

        assertThat(ground.get("a.test", "/")).isEqualTo("outer");
        assertThat(ground.get("b.test", "/")).isEqualTo("inner");
    }

    @Test
    void saysWhyAMemberCannotBeReached() throws Throwable {
        var docker = ground.docker();
        docker.cli(
                "network create --internal"
                        + " -o com.docker.network.bridge.gateway_mode_ipv4=isolated apart");
        docker.web("lonely", "--network apart -e VIRTUAL_HOST=lonely.test");

        assertThat(ground.list())
                .contains("problem: lonely: network: the host has no address on an isolated");
        Eventually.within( // the route is listed before HAProxy has loaded it
                Duration.ofSeconds(40),
                () -> assertThat(ground.get("lonely.test", "/")).isEqualTo("503"));
    }

    @Test
    void warnsOfLabelsThatAreNotUnderstood() {
        var created =
                ground.docker()
                        .run("create --name typo -l naru.proxy.hots=a.test busybox")
                        .errors();

        assertThat(created).contains("proxy: naru.proxy.hots: unknown label");
    }

    @Test
    void sharesItsPortsWithNoContainer() {
        assertThat(ground.docker().refusal("run -d --name taker -p 80:80 web"))
                .contains("port is already allocated: it is used by the proxy");
        ground.docker().cli("rm -f taker");
        ground.naru("disable").text();
        ground.docker().web("holder", "-p 80:80");
        try {
            assertThat(ground.naru("enable").refusal())
                    .contains("port is already allocated: it is published by container holder");
        } finally {
            ground.docker().remove("holder");
        }
    }

    @Test
    void drainsMembersOnRequest() throws Exception {
        ground.member("one", "web", "");
        ground.member("two", "web", "");
        ground.awaitReady("one", "two");
        ground.naru("drain one").text();

        assertThat(ground.list()).containsPattern("one +\\S+ +draining: is drained by an operator");
        assertThat(ground.get(4, "web.test")).containsOnly("two");

        ground.naru("undrain one").text();
        ground.awaitReady("one");
        assertThat(ground.get(4, "web.test")).contains("one");
    }
}
