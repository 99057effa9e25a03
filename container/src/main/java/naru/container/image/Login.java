package naru.container.image;

import naru.container.RegistryAuth;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;

/**
 * Asks a registry whether it lets a user in, as {@code docker login} wants to know. Nothing is
 * kept: clients send their credentials with each pull. Any thread.
 */
public final class Login {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HUB = "registry-1.docker.io";

    private final Set<String> insecure;

    /**
     * @param insecure registries that are spoken to in the clear, as {@code host:port}
     */
    public Login(Set<String> insecure) {
        this.insecure = Set.copyOf(insecure);
    }

    /**
     * Returns when the registry lets the user in.
     *
     * @throws NaruException.Unauthorized when it does not
     * @throws NaruException.HostFailure when it cannot be asked
     */
    public void check(RegistryAuth auth) {
        var host = host(auth.serveraddress());
        var address = (Registry.isPlain(host, insecure) ? "http://" : "https://") + host + "/v2/";
        try (var http = HttpClient.newHttpClient()) {
            var first = ask(http, address, null);
            if (first.statusCode() == 401) {
                var refusal = refusal(address, 401);
                var tokens = new TokenSource(http, auth, "");
                first = ask(http, address, tokens.answer(first.headers(), refusal));
            }
            if (first.statusCode() != 200) {
                throw refusal(address, first.statusCode());
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new NaruException.HostFailure(
                    "Get \"%s\": dial tcp %s: connect: %s".formatted(address, host, reason(e)), e);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new NaruException.HostFailure("context canceled", stopped);
        }
    }

    private static HttpResponse<Void> ask(
            HttpClient http, String address, @Nullable String authorization)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(address)).timeout(PATIENCE);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding());
    }

    private static NaruException refusal(String address, int status) {
        var text = "login attempt to %s failed with status: %d".formatted(address, status);
        return status == 401
                ? new NaruException.Unauthorized(text + " Unauthorized")
                : new NaruException.HostFailure(text);
    }

    private static String reason(Exception failure) {
        return failure instanceof java.net.ConnectException
                ? "connection refused"
                : String.valueOf(failure.getMessage());
    }

    /** The host and port of {@code https://host:port/v1/}, the hub's for nothing. */
    static String host(@Nullable String serverAddress) {
        var address = serverAddress == null ? "" : serverAddress;
        var host = address.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return host.isEmpty() || host.equals("docker.io") || host.equals("index.docker.io")
                ? HUB
                : host;
    }
}
