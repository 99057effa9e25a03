package naru.container.image.registry;

import io.avaje.jsonb.Json;

import naru.container.image.model.RegistryAuth;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Answers a registry's authentication challenge with the user's password, or with a token from the
 * server named in the challenge. Distribution project, "Token Authentication Specification" and
 * "OAuth2 Token Authentication".
 */
final class TokenSource {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_TOKEN = 1 << 20; // bytes

    private final RegistryEndpoint endpoint;
    private final @Nullable RegistryAuth auth;
    private final List<String> scopes;
    private final boolean lasting;
    private @Nullable String identity;

    /**
     * @param scopes such as {@code repository:library/nginx:pull}; none to verify a password
     * @param lasting whether to request a refresh token, which replaces the password later
     */
    TokenSource(
            RegistryEndpoint endpoint,
            @Nullable RegistryAuth auth,
            List<String> scopes,
            boolean lasting) {
        this.endpoint = endpoint;
        this.auth = auth;
        this.scopes = List.copyOf(scopes);
        this.lasting = lasting;
    }

    @Json
    record Token(
            @Nullable String token,
            @Json.Property("access_token") @Nullable String accessToken,
            @Json.Property("refresh_token") @Nullable String refreshToken) {}

    /** The refresh token; empty if none was issued. */
    String identity() {
        return identity == null ? "" : identity;
    }

    /**
     * The Authorization header for a challenge.
     *
     * @param asked the response with the challenge
     * @param refusal thrown if the challenge is not supported
     * @throws LoginRefused if the token server rejects the credentials
     */
    String answer(HttpResponse<?> asked, RuntimeException refusal)
            throws IOException, InterruptedException {
        for (String challenge : asked.headers().allValues("WWW-Authenticate")) {
            String scheme = challenge.split(" ", 2)[0];
            if (scheme.equalsIgnoreCase("Basic")) {
                String user = auth == null ? null : auth.username();
                if (user == null || user.isEmpty()) {
                    throw new NaruException.HostFailure(
                            failed(asked) + "no basic auth credentials");
                }
                return basic(user, password());
            }
            if (scheme.equalsIgnoreCase("Bearer")
                    && !Challenge.parameter(challenge, "realm").isEmpty()) {
                return "Bearer " + token(challenge, asked);
            }
        }
        throw refusal;
    }

    private static String failed(HttpResponse<?> asked) {
        return RegistryEndpoint.failed(asked.request());
    }

    private String password() {
        return auth == null || auth.password() == null ? "" : auth.password();
    }

    private String token(String challenge, HttpResponse<?> asked)
            throws IOException, InterruptedException {
        String given = auth == null ? null : auth.registrytoken();
        if (given != null && !given.isEmpty()) {
            return given;
        }
        var response = endpoint.send(request(challenge));
        try (var body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_TOKEN);
            if (response.statusCode() != 200) {
                throw refusal(response, failed(asked), bytes);
            }
            var token = Codec.decode(Token.class, bytes);
            identity = token.refreshToken;
            String value = token.token != null ? token.token : token.accessToken;
            return value == null ? "" : value;
        }
    }

    private static NaruException refusal(HttpResponse<?> response, String failed, byte[] body) {
        int status = response.statusCode();
        var error = RegistryError.of(status, response.headers(), body);
        String why = error.code().isEmpty() ? "HTTP status " + status : error.text();
        return status == 401 || status == 403
                ? new LoginRefused(failed + why)
                : new NaruException.HostFailure(failed + "cannot get a token: " + why);
    }

    /** A user's identity token is exchanged by POST, a password or anonymous access by GET. */
    private HttpRequest request(String challenge) {
        String realm = Challenge.parameter(challenge, "realm");
        String service = "service=" + encode(Challenge.parameter(challenge, "service"));
        String known = auth == null ? null : auth.identitytoken();
        if (known != null && !known.isEmpty()) {
            String form =
                    "grant_type=refresh_token&client_id=naru&"
                            + service
                            + "&scope="
                            + encode(String.join(" ", scopes))
                            + "&refresh_token="
                            + encode(known);
            return HttpRequest.newBuilder(URI.create(realm))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form))
                    .build();
        }
        String query =
                scopes.stream()
                        .map(scope -> "&scope=" + encode(scope))
                        .collect(Collectors.joining("", service, ""));
        String separator = realm.indexOf('?') < 0 ? "?" : "&";
        if (lasting) {
            query += "&client_id=naru&offline_token=true";
        }
        var request =
                HttpRequest.newBuilder(URI.create(realm + separator + query)).timeout(TIMEOUT);
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

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
