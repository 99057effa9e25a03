package naru.container.image;

import io.avaje.jsonb.Json;

import naru.container.RegistryAuth;
import naru.container.store.Codec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Answers a registry that asks who is there: with the user's password, or with a token from where
 * the registry says. Distribution project, "Token Authentication Specification" and "OAuth2 Token
 * Authentication".
 */
final class TokenSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_TOKEN = 1 << 20; // bytes

    private final RegistryEndpoint endpoint;
    private final @Nullable RegistryAuth auth;
    private final List<String> scopes;

    /** {@code scopes} such as {@code repository:library/nginx:pull}; none to prove a password. */
    TokenSource(RegistryEndpoint endpoint, @Nullable RegistryAuth auth, List<String> scopes) {
        this.endpoint = endpoint;
        this.auth = auth;
        this.scopes = List.copyOf(scopes);
    }

    @Json
    record Token(
            @Nullable String token, @Json.Property("access_token") @Nullable String accessToken) {}

    /** The Authorization header that a challenge asks for. */
    String answer(HttpHeaders headers, RuntimeException refusal)
            throws IOException, InterruptedException {
        for (String challenge : headers.allValues("WWW-Authenticate")) {
            String scheme = challenge.split(" ", 2)[0];
            String user = auth == null ? null : auth.username();
            if (scheme.equalsIgnoreCase("Basic") && user != null && !user.isEmpty()) {
                return basic(user, password());
            }
            if (scheme.equalsIgnoreCase("Bearer") && !parameter(challenge, "realm").isEmpty()) {
                return "Bearer " + token(challenge, refusal);
            }
        }
        throw refusal;
    }

    private String password() {
        return auth == null || auth.password() == null ? "" : auth.password();
    }

    private String token(String challenge, RuntimeException refusal)
            throws IOException, InterruptedException {
        String given = auth == null ? null : auth.registrytoken();
        if (given != null && !given.isEmpty()) {
            return given;
        }
        var response = endpoint.send(request(challenge));
        try (var body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_TOKEN);
            if (response.statusCode() != 200) {
                throw refusal;
            }
            var token = Codec.decode(Token.class, bytes);
            String value = token.token != null ? token.token : token.accessToken;
            return value == null ? "" : value;
        }
    }

    /** A user's identity token is traded by POST, a password or nothing by GET. */
    private HttpRequest request(String challenge) {
        String realm = parameter(challenge, "realm");
        String service = "service=" + encode(parameter(challenge, "service"));
        String identity = auth == null ? null : auth.identitytoken();
        if (identity != null && !identity.isEmpty()) {
            String form =
                    "grant_type=refresh_token&client_id=naru&"
                            + service
                            + "&scope="
                            + encode(String.join(" ", scopes))
                            + "&refresh_token="
                            + encode(identity);
            return HttpRequest.newBuilder(URI.create(realm))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build();
        }
        String query =
                scopes.stream()
                        .map(scope -> "&scope=" + encode(scope))
                        .collect(Collectors.joining("", service, ""));
        String separator = realm.indexOf('?') < 0 ? "?" : "&";
        var request =
                HttpRequest.newBuilder(URI.create(realm + separator + query)).timeout(PATIENCE);
        String user = auth == null ? null : auth.username();
        if (user != null && !user.isEmpty()) {
            request.header("Authorization", basic(user, password()));
        }
        return request.build();
    }

    private static String basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
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
