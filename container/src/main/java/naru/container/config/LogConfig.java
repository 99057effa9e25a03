package naru.container.config;

import io.avaje.jsonb.Json;

import java.util.Map;

/**
 * The log driver of a container; an empty type is the daemon's usual one. Naru keeps its own log
 * files and answers to Docker's {@code json-file}.
 */
@Json(naming = Json.Naming.UpperCamel)
public record LogConfig(
        @Json.Property("Type") String type, @Json.Property("Config") Map<String, String> config) {

    public LogConfig {
        type = Frozen.text(type);
        config = Frozen.map(config);
    }
}
