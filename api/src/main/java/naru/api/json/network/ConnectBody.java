package naru.api.json.network;

import io.avaje.jsonb.Json;

import naru.container.config.EndpointSettings;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /networks/{id}/connect}, and with {@code force} of {@code …/disconnect}.
 */
@Json(naming = Json.Naming.UpperCamel)
public record ConnectBody(
        @Json.Property("Container") @Nullable String container,
        @Nullable EndpointSettings endpointConfig,
        @Json.Property("Force") boolean force) {}
