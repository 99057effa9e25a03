package naru.container.image;

import io.avaje.jsonb.Json;

import naru.container.RegistryAuth;
import naru.container.store.Codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Answers a registry that asks who is there: with the user's password, or with a token from where
 * the registry says. Distribution project, "Token Authentication Specification".
 */
final class TokenSource {
    private final HttpClient http;
    private final @Nullable RegistryAuth auth;
    private final String scope;

    TokenSource(HttpClient http, @Nullable RegistryAuth auth, String scope) {
        this.http = http;
        this.auth = auth;
        this.scope = scope;
    }

    @Json
    record Token(
            @Nullable String token, @Json.Property("access_token") @Nullable String accessToken) {}

    /** The Authorization header that a challenge asks for. */
    String answer(HttpHeaders headers, RuntimeException refusal)
            throws IOException, InterruptedException {
        String challenge = headers.firstValue("WWW-Authenticate").orElse("");
        String user = auth == null ? null : auth.username();
        String password = auth == null || auth.password() == null ? "" : auth.password();
        if (challenge.startsWith("Basic") && user != null) {
            return Registry.basic(user, password);
        }
        String realm = parameter(challenge, "realm");
        if (!challenge.startsWith("Bearer") || realm.isEmpty()) {
            throw refusal;
        }
        if (auth != null && auth.registrytoken() != null) {
            return "Bearer " + auth.registrytoken();
        }
        var uri =
                realm
                        + "?service="
                        + encode(parameter(challenge, "service"))
                        + "&scope="
                        + encode(scope);
        var request = HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(30));
        if (user != null) {
            request.header("Authorization", Registry.basic(user, password));
        }
        var response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw refusal;
        }
        var token = Codec.decode(Token.class, response.body());
        String value = token.token != null ? token.token : token.accessToken;
        return "Bearer " + (value == null ? "" : value);
    }

    /** The value of {@code name="value"} in a challenge; empty without it. */
    static String parameter(String challenge, String name) {
        int at = challenge.indexOf(name + "=\"");
        if (at < 0) {
            return "";
        }
        int begin = at + name.length() + 2;
        int end = challenge.indexOf('"', begin);
        return end < 0 ? "" : challenge.substring(begin, end);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
