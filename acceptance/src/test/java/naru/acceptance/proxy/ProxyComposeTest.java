package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Compose;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;

import org.junit.jupiter.api.Test;

/**
 * Compose files for other proxies, without their proxy: {@code compose/vhosts.yaml} and {@code
 * routers.yaml}.
 */
@InLab
class ProxyComposeTest extends WithProxy {
    ProxyComposeTest(Lab lab) {
        super(lab);
    }

    @Test
    void servesAFileForNginxProxy() throws Exception {
        var compose = Compose.first(ground.docker(), "vhosts");
        compose.cli("up -d");
        try {
            ground.awaitReady("vhosts_whoami_1");
            var container = ground.docker().inspect("vhosts_whoami_1", "{{.Config.Hostname}}");

            assertThat(ground.get("whoami.example", "/")).isEqualTo(container);
            assertThat(ground.get("www.whoami.example", "/")).isEqualTo(container);
        } finally {
            compose.cli("down -t 1");
        }
    }

    @Test
    void servesAFileForTraefik() throws Exception {
        var compose = Compose.first(ground.docker(), "routers");
        compose.cli("up -d");
        try {
            ground.awaitReady("routers_whoami_1", "routers_admin_1");

            assertThat(ground.get("whoami.localhost", "/"))
                    .isEqualTo(ground.docker().inspect("routers_whoami_1", "{{.Config.Hostname}}"));
            assertThat(ground.get("whoami.localhost", "/admin/"))
                    .isEqualTo(ground.docker().inspect("routers_admin_1", "{{.Config.Hostname}}"));
        } finally {
            compose.cli("down -t 1");
        }
    }

    @Test
    void losesNoRequestWhenAServiceIsScaled() throws Exception {
        var compose = Compose.first(ground.docker(), "routers");
        compose.cli("up -d");
        try {
            ground.awaitReady("routers_whoami_1");
            try (var load =
                    RequestLoad.start(ground.client(), ProxyGround.ADDRESS, "whoami.localhost")) {
                load.more(100);
                compose.cli("up -d -t 1 --scale whoami=3");
                ground.awaitReady("routers_whoami_1", "routers_whoami_2", "routers_whoami_3");
                compose.cli("up -d -t 1 --scale whoami=1");
                var counts = load.stop();

                assertThat(counts.lost()).as(counts.details()).isZero();
            }
        } finally {
            compose.cli("down -t 1");
        }
    }
}
