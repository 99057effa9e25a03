package naru.container.image.model;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

/** The content of {@code X-Registry-Auth}: a user and password, or a token, for a registry. */
@Json
public record RegistryAuth(
        @Nullable String username,
        @Nullable String password,
        @Nullable String serveraddress,
        @Nullable String identitytoken,
        @Nullable String registrytoken) {}
