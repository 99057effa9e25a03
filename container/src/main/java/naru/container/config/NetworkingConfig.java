package naru.container.config;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * The networks that a new container joins, by name or id. A null value means an endpoint with
 * defaults.
 */
@Json(naming = Json.Naming.UpperCamel)
public record NetworkingConfig(Map<String, @Nullable EndpointSettings> endpointsConfig) {

    public NetworkingConfig {
        endpointsConfig = Frozen.map(endpointsConfig);
    }
}
