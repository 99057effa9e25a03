package naru.container.store;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.container.config.ContainerConfig;
import naru.container.config.HostConfig;

import org.junit.jupiter.api.Test;

class CodecTest {
    private static final String KEY = "a\"b\\c\nd\u00e9";
    private static final String ESCAPED = "a\\\"b\\\\c\\nd\\u00e9";

    @Test
    void keepsAnyKeyOfLabels() {
        var config = decode(ContainerConfig.class, "{\"Labels\": {\"%s\": \"%s\"}}");
        assertThat(config.labels()).containsEntry(KEY, KEY).hasSize(1);

        for (int i = 0; i < 3; i++) { // a key must not grow with each restart
            config =
                    Codec.decode(
                            ContainerConfig.class, Codec.encode(ContainerConfig.class, config));
        }
        assertThat(config.labels()).containsEntry(KEY, KEY).hasSize(1);
    }

    @Test
    void keepsAnyKeyOfNestedMaps() {
        var host =
                decode(
                        HostConfig.class,
                        "{\"LogConfig\": {\"Type\": \"json-file\", \"Config\": {\"%s\": \"%s\"}}}");

        assertThat(host.logConfig().config()).containsEntry(KEY, KEY).hasSize(1);
    }

    private static <T> T decode(Class<T> type, String json) {
        return Codec.decode(type, json.formatted(ESCAPED, ESCAPED).getBytes(UTF_8));
    }
}
