package naru.api.json.swarm;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The body of {@code POST /swarm/join}. */
@Json(naming = Json.Naming.UpperCamel)
public record JoinBody(
        @Nullable String listenAddr,
        @Nullable String advertiseAddr,
        @Nullable String dataPathAddr,
        @Nullable List<String> remoteAddrs,
        @Nullable String joinToken,
        @Json.Property("Availability") @Nullable String availability) {}
