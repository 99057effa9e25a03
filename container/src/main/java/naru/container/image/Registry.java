package naru.container.image;

import naru.container.RegistryAuth;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

/**
 * One repository of one registry, read by HTTP. OCI distribution specification 1.1. A registry on
 * this host is spoken to without TLS, as Docker does; see {@link #isPlain}. Any thread.
 */
final class Registry {
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_DOCUMENT = 4 << 20; // the specification's advice for manifests
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ACCEPT =
            String.join(
                    ", ",
                    Documents.MANIFEST,
                    Documents.DOCKER_MANIFEST,
                    Documents.INDEX,
                    Documents.DOCKER_LIST);

    private final HttpClient http;
    private final Reference reference;
    private final String base;
    private final TokenSource tokens;
    private volatile @Nullable String authorization;

    Registry(
            HttpClient http,
            Reference reference,
            @Nullable RegistryAuth auth,
            Set<String> insecure) {
        this.http = http;
        this.reference = reference;
        this.tokens = new TokenSource(http, auth, "repository:" + reference.path() + ":pull");
        String host =
                reference.domain().equals("docker.io")
                        ? "registry-1.docker.io"
                        : reference.domain();
        String scheme = isPlain(host, insecure) ? "http" : "https";
        this.base = scheme + "://" + host + "/v2/" + reference.path();
    }

    /**
     * Whether a registry is spoken to in the clear: localhost, 127.0.0.0/8, ::1, and as configured.
     */
    static boolean isPlain(String host, Set<String> insecure) {
        String name = host.startsWith("[") ? host : host.replaceFirst(":\\d+$", "");
        return name.equals("localhost")
                || name.startsWith("127.")
                || name.startsWith("[::1]")
                || insecure.contains(host)
                || insecure.contains(name);
    }

    /** A manifest, and the digest that names it. */
    record Fetched(byte[] bytes, String digest, String mediaType) {}

    Fetched manifest(String wanted) throws IOException, InterruptedException {
        var response = get("/manifests/" + wanted, ACCEPT);
        try (var body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_DOCUMENT);
            String digest = Digest.of(bytes);
            if (wanted.startsWith("sha256:") && !wanted.equals(digest)) {
                throw new MalformedImageException(
                        "manifest verification failed for digest " + wanted);
            }
            String type = response.headers().firstValue("Content-Type").orElse("");
            return new Fetched(bytes, digest, type);
        }
    }

    /** A blob as it comes, unchecked. */
    InputStream blob(String digest) throws IOException, InterruptedException {
        return get("/blobs/" + digest, "*/*").body();
    }

    private HttpResponse<InputStream> get(String path, String accept)
            throws IOException, InterruptedException {
        URI uri = URI.create(base + path);
        String withAuthorization = authorization;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            var response = send(uri, accept, withAuthorization);
            int status = response.statusCode();
            if (status == 200) {
                return response;
            }
            try (var body = response.body()) {
                if (status == 401 && withAuthorization == null) {
                    withAuthorization = tokens.answer(response.headers(), refusal(status, body));
                    authorization = withAuthorization;
                } else if (status / 100 == 3
                        && response.headers().firstValue("Location").isPresent()) {
                    uri = uri.resolve(response.headers().firstValue("Location").get());
                    withAuthorization = ""; // stores of blobs refuse a foreign token
                } else {
                    throw refusal(status, body);
                }
            }
        }
        throw new NaruException.HostFailure("too many redirects from " + base + path);
    }

    private HttpResponse<InputStream> send(URI uri, String accept, @Nullable String authorization)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Accept", accept);
        if (authorization != null && !authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (java.net.ConnectException failure) {
            throw new NaruException.HostFailure(
                    "Get \"" + uri + "\": dial tcp: connect: connection refused", failure);
        }
    }

    /** A registry's "no" in Docker's words. */
    private NaruException refusal(int status, InputStream body) throws IOException {
        String text = new String(body.readNBytes(1 << 16), StandardCharsets.UTF_8);
        String name = reference.familiarName();
        if (text.contains("NAME_UNKNOWN")) {
            return new NaruException.NotFound(
                    "repository "
                            + name
                            + " not found: name unknown: repository name not known to registry");
        }
        if (status == 404) {
            return new NaruException.NotFound(
                    "manifest for "
                            + reference.familiar()
                            + " not found: manifest unknown: manifest unknown");
        }
        if (status == 401 || status == 403) {
            return new NaruException.NotFound(
                    "pull access denied for "
                            + name
                            + ", repository does not exist or may require 'docker login': denied:"
                            + " requested access to the resource is denied");
        }
        return new NaruException.HostFailure(
                "unexpected status from GET request to " + base + ": " + status);
    }

    static String basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }
}
