package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.ReconfiguredDaemon;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Routes of files, beside those of containers. */
@InLab
class ProxyFilesTest extends WithProxy {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir private Path folder;

    @RegisterExtension private final ReconfiguredDaemon daemon;

    ProxyFilesTest(Lab lab) {
        super(lab);
        daemon = new ReconfiguredDaemon(lab.host());
    }

    @BeforeEach
    @Override
    void startProxy() {
        try {
            daemon.restartWithFile(
                    "{\"proxy\": {\"enabled\": false, \"files\": \"" + folder + "\"}}");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        super.startProxy();
    }

    /** Routes a host to a server, with a middleware that containers can use. */
    private void write(String host, String url) throws Exception {
        Files.writeString(
                folder.resolve("static.yml"),
                """
                http:
                  routers:
                    static: {rule: Host(`%s`), service: static, middlewares: [mark]}
                  services:
                    static: {loadBalancer: {servers: [{url: "%s"}]}}
                  middlewares:
                    mark: {headers: {customResponseHeaders: {X-Mark: "yes"}}}
                """
                        .formatted(host, url));
    }

    private String address(String container) {
        return ground.docker().inspect(container, "{{.NetworkSettings.Networks.bridge.IPAddress}}");
    }

    @Test
    void followsFilesThatChange() throws Throwable {
        ground.docker().web("plain", "");
        write("one.test", "http://" + address("plain"));
        Eventually.within(SOON, () -> assertThat(ground.get("one.test", "/")).isEqualTo("plain"));

        write("two.test", "http://" + address("plain"));
        Eventually.within(SOON, () -> assertThat(ground.get("two.test", "/")).isEqualTo("plain"));
        assertThat(ground.get("one.test", "/")).isEqualTo("404");
        assertThat(ground.list()).contains("static@file");
    }

    @Test
    void keepsTheRoutesOfABrokenFile() throws Throwable {
        ground.docker().web("plain", "");
        write("one.test", "http://" + address("plain"));
        Eventually.within(SOON, () -> assertThat(ground.get("one.test", "/")).isEqualTo("plain"));

        Files.writeString(folder.resolve("static.yml"), "http:\n  routers: [\n");
        ground.awaitState("problem static.yml line [0-9] .* before are kept");
        assertThat(ground.get("one.test", "/")).isEqualTo("plain");
    }

    @Test
    void givesItsMiddlewaresToContainers() throws Throwable {
        write("one.test", "http://192.0.2.1");
        ground.docker()
                .web(
                        "marked",
                        "-l traefik.enable=true -l traefik.http.routers.m.middlewares=mark@file"
                                + " -l {}",
                        "traefik.http.routers.m.rule=Host(`marked.test`)");
        ground.awaitReady("marked");
        Eventually.within(
                SOON,
                () -> assertThat(ground.get("marked.test", "/", "-i")).contains("x-mark: yes"));
        assertThat(ground.naru("check").text()).contains("static@file");
    }
}
