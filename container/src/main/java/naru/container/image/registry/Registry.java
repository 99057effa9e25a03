package naru.container.image.registry;

import naru.container.image.format.Reference;
import naru.container.image.model.RegistryAuth;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * One repository of one registry, over HTTP: authorization, redirects, and errors with Docker's
 * texts. OCI distribution specification 1.1. Any thread.
 */
public final class Registry {
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_MESSAGE = 1 << 16; // bytes of an error body
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final RegistryEndpoint endpoint;
    private final Reference reference;
    private final Access access;
    private final TokenSource tokens;
    private volatile @Nullable String authorization;

    /** The requested access. */
    public enum Access {
        PULL,
        PUSH
    }

    /** {@code others} are further repositories of the registry for reading. */
    public Registry(
            RegistryEndpoint endpoint,
            Reference reference,
            @Nullable RegistryAuth auth,
            Access access,
            List<String> others) {
        this.endpoint = endpoint;
        this.reference = reference;
        this.access = access;
        var scopes = new java.util.ArrayList<String>();
        String actions = access == Access.PULL ? "pull" : "pull,push";
        scopes.add("repository:" + reference.path() + ":" + actions);
        others.forEach(other -> scopes.add("repository:" + other + ":pull"));
        this.tokens = new TokenSource(endpoint, auth, scopes, false);
    }

    Reference reference() {
        return reference;
    }

    /** An address in this repository; {@code path} such as {@code /manifests/latest}. */
    URI at(String path) {
        return endpoint.at("/v2/" + reference.path() + path);
    }

    static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(TIMEOUT);
    }

    /** Sends a request, following redirects, whose status must be one of {@code good}. */
    HttpResponse<InputStream> send(HttpRequest.Builder request, Integer... good)
            throws IOException, InterruptedException {
        var response = exchange(request);
        if (List.of(good).contains(response.statusCode())) {
            return response;
        }
        try (var body = response.body()) {
            throw refusal(response, body);
        }
    }

    /** Sends a request, following redirects, and returns any response. */
    HttpResponse<InputStream> exchange(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        URI origin = request.build().uri();
        URI uri = origin;
        boolean asked = false;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            String known = authorization;
            var next = request.copy().uri(uri);
            if (known != null && isSameServer(origin, uri)) { // blob stores reject foreign tokens
                next.header("Authorization", known);
            }
            var response = endpoint.send(next.build());
            var location = response.headers().firstValue("Location");
            if (response.statusCode() == 401 && !asked) {
                asked = true;
                try (var body = response.body()) {
                    authorization = authorization(response, refusal(response, body));
                }
            } else if (isRedirect(response.statusCode()) && location.isPresent()) {
                response.body().close();
                uri = uri.resolve(location.get());
            } else {
                return response;
            }
        }
        throw new NaruException.HostFailure("too many redirects from " + origin);
    }

    /** Not with the status 401, for which the docker command would prompt for a password. */
    private String authorization(HttpResponse<?> response, NaruException refusal)
            throws IOException, InterruptedException {
        try {
            return tokens.answer(response, refusal);
        } catch (LoginRefused no) {
            throw new NaruException.HostFailure(String.valueOf(no.getMessage()), no);
        }
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static boolean isSameServer(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getAuthority().equals(other.getAuthority());
    }

    /** A registry's error with Docker's text: distribution/errors.go of the Moby project. */
    private NaruException refusal(HttpResponse<?> response, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_MESSAGE);
        var error = RegistryError.of(response.statusCode(), response.headers(), bytes);
        String name = reference.familiarName();
        return switch (error.code()) {
            case "NAME_UNKNOWN" ->
                    new NaruException.NotFound(
                            "repository " + name + " not found: " + error.text());
            case "MANIFEST_UNKNOWN" ->
                    new NaruException.NotFound(
                            "manifest for " + reference.familiar() + " not found: " + error.text());
            case "DENIED" ->
                    access == Access.PULL
                            ? new NaruException.NotFound(
                                    "pull access denied for "
                                            + name
                                            + ", repository does not exist or may require 'docker"
                                            + " login': "
                                            + error.text())
                            : new NaruException.HostFailure(error.text());
            case "" -> unexpected(response, new String(bytes, StandardCharsets.UTF_8).strip());
            default -> new NaruException.HostFailure(error.text());
        };
    }

    private static NaruException unexpected(HttpResponse<?> response, String text) {
        return new NaruException.HostFailure(
                "received unexpected HTTP status: "
                        + response.statusCode()
                        + " from "
                        + response.request().method()
                        + " "
                        + response.request().uri()
                        + (text.isEmpty() ? "" : ": " + text));
    }
}
