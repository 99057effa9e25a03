package naru.container.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.container.config.ContainerConfig;
import naru.container.config.EndpointSettings;
import naru.container.config.HostConfig;
import naru.container.store.Codec;
import naru.container.store.ContainerRecord;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records of containers from Docker's JSON, with single quotes in place of double ones. */
public final class Records {
    private Records() {}

    public static ContainerConfig config(String json) {
        return Codec.decode(ContainerConfig.class, json.replace('\'', '"').getBytes(UTF_8));
    }

    public static HostConfig host(String json) {
        return Codec.decode(HostConfig.class, json.replace('\'', '"').getBytes(UTF_8));
    }

    /** A container that is attached to {@code networks}. */
    public static ContainerRecord record(String config, String host, String... networks) {
        var settings = new TreeMap<String, EndpointSettings>();
        for (String network : networks) {
            settings.put(network, EndpointSettings.DEFAULT);
        }
        return record(config, host, settings);
    }

    public static ContainerRecord record(
            String config, String host, Map<String, EndpointSettings> networks) {
        return new ContainerRecord(
                "1f".repeat(32),
                "web",
                "2026-01-01T00:00:00Z",
                "sha256:0",
                "sh",
                List.of(),
                config(config),
                host(host),
                networks,
                List.of());
    }
}
