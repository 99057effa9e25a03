package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code naru proxy check} and {@code naru proxy why}. */
@InLab
class ProxyCheckTest {
    private final Docker docker;

    @TempDir private Path folder;

    ProxyCheckTest(Lab lab) {
        docker = lab.host().docker();
    }

    private Path composeFile() throws IOException {
        var shop = Files.createDirectories(folder.resolve("shop"));
        return Files.writeString(
                shop.resolve("docker-compose.yml"),
                """
                version: "3"
                services:
                  web:
                    image: busybox
                    environment:
                      - VIRTUAL_HOST=shop.test,www.shop.test
                  api:
                    image: busybox
                    labels:
                      - traefik.enable=true
                      - "traefik.http.routers.api.rule=Host(`${DOMAIN:-shop.test}`) && PathPrefix(`/api`)"
                      - traefik.http.routers.api.midlewares=strip
                      - traefik.http.services.api.loadbalancer.server.port=3000
                """);
    }

    @Test
    void checksAComposeFileWithoutStartingIt() throws IOException {
        var checked = naru("check {}", composeFile());

        assertThat(checked.exit()).isEqualTo(1);
        assertThat(checked.output())
                .containsPattern(
                        "shop/api +Host\\(`shop.test`\\) && PathPrefix\\(`/api`\\) .* api:3000")
                .containsPattern("shop/www.shop.test .* web:80")
                .contains(
                        "problem: api: traefik.http.routers.api.midlewares: unknown label; did you")
                .contains("mean \"traefik.http.routers.api.middlewares\"?");
    }

    @Test
    void explainsARequestByAComposeFile() throws IOException {
        var file = composeFile();

        var api = naru("why http://shop.test/api/x -f {}", file);
        assertThat(api.text()).contains("leads to api:3000");
        var other = naru("why https://a.test/ -f {}", file);
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.output()).contains("the proxy answers 421");
    }

    @Test
    void checksRunningContainers() {
        docker.waiting("routed", "--label naru.proxy.host=a.test --expose 8080");
        try {
            assertThat(naru("check").text())
                    .containsPattern("routed +Host\\(`a.test`\\) .* routed:8080");
        } finally {
            docker.remove("routed");
        }
    }

    private Shell.Result naru(String command, Object... arguments) {
        var words = CommandLine.words(command, arguments);
        return new Shell()
                .with("DOCKER_HOST", docker.endpoint())
                .run("{} proxy {}", Product.naru(), words);
    }
}
