package naru.container.image.registry;

import io.avaje.jsonb.Json;

import naru.container.store.Codec;

import org.jspecify.annotations.Nullable;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/**
 * An error of a registry or of its token server. OCI distribution specification, "Error Codes".
 *
 * @param code such as {@code MANIFEST_UNKNOWN}; empty for a response that is not a registry's
 */
record RegistryError(String code, String message) {

    /** The body of an error; {@code details} is used by Docker Hub's token server. */
    @Json
    record Body(@Nullable List<One> errors, @Nullable String details) {}

    @Json
    record One(@Nullable String code, @Nullable String message) {}

    static RegistryError of(int status, HttpHeaders headers, byte[] body) {
        if (lacksScope(headers)) {
            return new RegistryError("DENIED", "requested access to the resource is denied");
        }
        var parsed = parsed(body);
        if (parsed.errors != null && !parsed.errors.isEmpty()) {
            var first = parsed.errors.getFirst();
            String code = first.code == null ? "UNKNOWN" : first.code;
            return new RegistryError(code, first.message == null ? "" : first.message);
        }
        return switch (status) {
            case 401 ->
                    new RegistryError(
                            "UNAUTHORIZED",
                            parsed.details == null ? "authentication required" : parsed.details);
            case 403 -> new RegistryError("DENIED", "requested access to the resource is denied");
            case 404 -> new RegistryError("MANIFEST_UNKNOWN", "manifest unknown");
            case 429 -> new RegistryError("TOOMANYREQUESTS", "too many requests");
            default -> new RegistryError("", "");
        };
    }

    private static Body parsed(byte[] body) {
        try {
            return Codec.decode(Body.class, body);
        } catch (RuntimeException ignored) {
            return new Body(null, null);
        }
    }

    /** The token has insufficient scope. RFC 6750 section 3.1. */
    private static boolean lacksScope(HttpHeaders headers) {
        return headers.allValues("WWW-Authenticate").stream()
                .anyMatch(challenge ->
                        Challenge.parameter(challenge, "error").equals("insufficient_scope"));
    }

    /** In Docker's format: {@code manifest unknown: …}. */
    String text() {
        String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
        return message.isEmpty() ? words : words + ": " + message;
    }
}
