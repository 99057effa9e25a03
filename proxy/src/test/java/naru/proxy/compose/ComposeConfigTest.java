package naru.proxy.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.proxy.model.Workload;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

class ComposeConfigTest {
    private static SortedSet<Integer> ports(String image) {
        return image.equals("nginx") ? new TreeSet<>(List.of(80)) : new TreeSet<>();
    }

    @Test
    void readsWhatComposeTwoPrints() {
        var read =
                ComposeConfig.read(
                        """
                        name: shop
                        services:
                          web:
                            image: nginx
                            container_name: front
                            environment:
                              VIRTUAL_HOST: a.test
                              EMPTY: null
                            labels:
                              traefik.enable: "true"
                            ports:
                              - mode: ingress
                                target: 8080
                                published: "80"
                                protocol: tcp
                              - target: 53
                                protocol: udp
                        """,
                        "folder",
                        ComposeConfigTest::ports);

        assertThat(read)
                .containsExactly(
                        new Workload(
                                "front",
                                "shop",
                                "web",
                                Map.of("traefik.enable", "true"),
                                Map.of("VIRTUAL_HOST", "a.test"),
                                new TreeSet<>(List.of(80, 8080)),
                                false));
    }

    @Test
    void readsWhatComposeOnePrints() {
        var read =
                ComposeConfig.read(
                        """
                        services:
                          web:
                            expose: ['3000']
                            labels: [a=b=c, empty]
                            ports: ['127.0.0.1:80:8080/tcp', '53:53/udp']
                        version: '3'
                        """,
                        "folder",
                        ComposeConfigTest::ports);

        assertThat(read)
                .first()
                .satisfies(web -> {
                    assertThat(web.project()).isEqualTo("folder");
                    assertThat(web.labels()).isEqualTo(Map.of("a", "b=c"));
                    assertThat(web.ports()).containsExactly(3000, 8080);
                });
    }

    @Test
    void refusesWhatIsNoComposeFile() {
        for (var text : List.of("", "[]", "a: b", "services: 1", "{")) {
            assertThatThrownBy(() -> ComposeConfig.read(text, "p", ComposeConfigTest::ports))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
