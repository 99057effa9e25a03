package naru.container.image.registry;

import io.avaje.jsonb.Json;

import naru.container.store.Codec;

import org.jspecify.annotations.Nullable;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/**
 * Why a registry, or who gives tokens for it, says no. OCI distribution specification, "Error
 * Codes".
 *
 * @param code such as {@code MANIFEST_UNKNOWN}; empty for an answer that is none of a registry
 */
record RegistryError(String code, String message) {

    /** The body of such an answer; {@code details} is what the hub's token server says. */
    @Json
    record Body(@Nullable List<One> errors, @Nullable String details) {}

    @Json
    record One(@Nullable String code, @Nullable String message) {}

    static RegistryError of(int status, HttpHeaders headers, byte[] body) {
        if (lacksScope(headers)) {
            return new RegistryError("DENIED", "requested access to the resource is denied");
        }
        var told = told(body);
        if (told.errors != null && !told.errors.isEmpty()) {
            var first = told.errors.getFirst();
            String code = first.code == null ? "UNKNOWN" : first.code;
            return new RegistryError(code, first.message == null ? "" : first.message);
        }
        return switch (status) {
            case 401 ->
                    new RegistryError(
                            "UNAUTHORIZED",
                            told.details == null ? "authentication required" : told.details);
            case 403 -> new RegistryError("DENIED", "requested access to the resource is denied");
            case 404 -> new RegistryError("MANIFEST_UNKNOWN", "manifest unknown");
            case 429 -> new RegistryError("TOOMANYREQUESTS", "too many requests");
            default -> new RegistryError("", "");
        };
    }

    private static Body told(byte[] body) {
        try {
            return Codec.decode(Body.class, body);
        } catch (RuntimeException noJson) {
            return new Body(null, null);
        }
    }

    /** A token was given, but not for this. RFC 6750 section 3.1. */
    private static boolean lacksScope(HttpHeaders headers) {
        return headers.allValues("WWW-Authenticate").stream()
                .anyMatch(challenge ->
                        Challenge.parameter(challenge, "error").equals("insufficient_scope"));
    }

    /** As Docker prints it: {@code manifest unknown: …}. */
    String text() {
        String words = code.toLowerCase(Locale.ROOT).replace('_', ' ');
        return message.isEmpty() ? words : words + ": " + message;
    }
}
