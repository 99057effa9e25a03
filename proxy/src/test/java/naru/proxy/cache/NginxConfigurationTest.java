package naru.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

class NginxConfigurationTest {
    private static final CachePaths PATHS =
            new CachePaths(
                    Path.of("/run/naru/proxy/jail/cache.sock"),
                    Path.of("/run/naru/proxy/nginx.sock"),
                    Path.of("/run/naru/proxy-cache"),
                    Path.of("/var/lib/naru/proxy-cache"));

    @Test
    void writesSettingsOfTheCache() throws Exception {
        var text = NginxConfiguration.text(PATHS, "nobody nogroup", 2, 1 << 30);

        assertThat(text).isEqualTo(golden());
    }

    @Test
    void answersAProbeByItsContent() {
        var one = NginxConfiguration.text(PATHS, "nobody nogroup", 2, 1 << 30);
        var two = NginxConfiguration.text(PATHS, "nobody nogroup", 2, 1 << 20);

        assertThat(NginxConfiguration.answer(one)).matches("[0-9a-f]{8}");
        assertThat(NginxConfiguration.answer(two)).isNotEqualTo(NginxConfiguration.answer(one));
    }

    private String golden() throws Exception {
        try (var stream = getClass().getResourceAsStream("nginx.conf")) {
            return new String(
                    Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
