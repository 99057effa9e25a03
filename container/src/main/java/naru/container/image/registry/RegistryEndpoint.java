package naru.container.image.registry;

import naru.container.image.model.Proxies;
import naru.container.image.model.RegistrySettings;
import naru.network.address.Prefix;
import naru.network.model.NaruException;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** A registry's server and its protocol. Used for one pull or push; for any thread. */
public final class RegistryEndpoint implements AutoCloseable {
    private static final String DOCKER_HUB = "registry-1.docker.io";
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final HttpClient http;
    private final URI base;
    private final Proxies proxies;

    private RegistryEndpoint(HttpClient http, URI base, Proxies proxies) {
        this.http = http;
        this.base = base;
        this.proxies = proxies;
    }

    /** The server of a registry in image names, such as {@code docker.io}. */
    public static RegistryEndpoint open(String domain, RegistrySettings settings)
            throws InterruptedException {
        String host = domain.equals("docker.io") ? DOCKER_HUB : domain;
        var safe = URI.create("https://" + host);
        if (!isInsecure(host, settings)) {
            return of(safe, RegistryTls.checked(settings.certificates(), host), settings);
        }
        var plain = of(URI.create("http://" + host), RegistryTls.unchecked(), settings);
        return plain.speaksInTheClear()
                ? plain
                : new RegistryEndpoint(plain.http, safe, settings.proxies());
    }

    /** A mirror by its address. */
    public static RegistryEndpoint mirror(URI address, RegistrySettings settings) {
        var tls =
                address.getScheme().equals("http")
                        ? RegistryTls.unchecked()
                        : RegistryTls.checked(settings.certificates(), address.getAuthority());
        return of(URI.create(address.toString().replaceFirst("/+$", "")), tls, settings);
    }

    private static RegistryEndpoint of(URI base, SSLContext tls, RegistrySettings settings) {
        var http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(TIMEOUT)
                        .sslContext(tls)
                        .proxy(settings.proxies().selector())
                        .build();
        return new RegistryEndpoint(http, base, settings.proxies());
    }

    /** A TLS server answers a plain HTTP request with an error, or not at all. */
    private boolean speaksInTheClear() throws InterruptedException {
        try {
            var ping = shown(HttpRequest.newBuilder(at("/v2/")).timeout(TIMEOUT).build());
            int status = http.send(ping, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 200 || status == 401;
        } catch (ConnectException ignored) {
            return true; // the request itself will report it
        } catch (IOException ignored) {
            return false;
        }
    }

    /** As in Docker: 127.0.0.0/8, ::1, localhost, and configured ones. */
    static boolean isInsecure(String host, RegistrySettings settings) {
        String name = host.replaceFirst(":\\d+$", "").replaceAll("[\\[\\]]", "");
        if (name.equals("localhost") || settings.insecure().contains(host)) {
            return true;
        }
        return settings.insecure().contains(name) || isInsecureAddress(name, settings);
    }

    private static boolean isInsecureAddress(String name, RegistrySettings settings) {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(name);
        } catch (IllegalArgumentException ignored) {
            return false;
        }
        return address.isLoopbackAddress()
                || settings.insecure().stream()
                        .filter(entry -> entry.indexOf('/') > 0)
                        .anyMatch(block -> Prefix.parse(block).contains(address));
    }

    /** An address at this server; {@code path} begins with a slash. */
    URI at(String path) {
        return URI.create(base + path);
    }

    HttpResponse<InputStream> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(shown(request), HttpResponse.BodyHandlers.ofInputStream());
        } catch (SSLException | ConnectException | HttpTimeoutException failure) {
            throw new NaruException.HostFailure(
                    failed(request) + reason(failure, request.uri()), failure);
        }
    }

    /** With the credentials of the proxy, if there is one that requires them. */
    private HttpRequest shown(HttpRequest request) {
        return proxies.authorization(request.uri())
                .map(password ->
                        HttpRequest.newBuilder(request, (_, _) -> true)
                                .header("Proxy-Authorization", password)
                                .build())
                .orElse(request);
    }

    /** The prefix of Go's error messages for requests. */
    static String failed(HttpRequest request) {
        String method = request.method();
        return method.charAt(0)
                + method.substring(1).toLowerCase(Locale.ROOT)
                + " \""
                + request.uri()
                + "\": ";
    }

    /** Go's error text, which users search for. */
    private static String reason(IOException failure, URI uri) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "dial tcp: lookup " + uri.getHost() + ": no such host";
            }
        }
        String text = String.valueOf(failure.getMessage());
        if (failure instanceof ConnectException) {
            return "dial tcp " + uri.getAuthority() + ": connect: connection refused";
        }
        if (failure instanceof HttpTimeoutException) {
            return "net/http: request canceled while waiting for connection (Client.Timeout"
                    + " exceeded while awaiting headers)";
        }
        if (text.contains("Unsupported or unrecognized SSL message")) {
            return "http: server gave HTTP response to HTTPS client";
        }
        if (text.contains("PKIX path")) {
            return "tls: failed to verify certificate: x509: certificate signed by unknown"
                    + " authority";
        }
        return "tls: " + text;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
