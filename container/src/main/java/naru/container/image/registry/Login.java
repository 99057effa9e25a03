package naru.container.image.registry;

import naru.container.image.model.RegistryAuth;
import naru.container.image.model.RegistrySettings;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * Verifies credentials with a registry, for {@code docker login}. They are not stored: clients send
 * them with each pull. For any thread.
 */
public final class Login {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String HUB = "registry-1.docker.io";

    private final RegistrySettings settings;

    public Login(RegistrySettings settings) {
        this.settings = settings;
    }

    /**
     * Returns a token that replaces the password from now on; empty for none.
     *
     * @throws LoginRefused if the credentials are invalid
     * @throws NaruException.HostFailure if the registry cannot be reached
     */
    public String check(RegistryAuth auth) {
        var host = host(auth.serveraddress());
        try (var endpoint = RegistryEndpoint.open(host, settings)) {
            var address = endpoint.at("/v2/");
            var answer = ask(endpoint, address, null);
            var tokens = new TokenSource(endpoint, auth, List.of(), true);
            if (answer.statusCode() == 401) {
                var authorization = tokens.answer(answer, refusal(address, 401));
                answer = ask(endpoint, address, authorization);
            }
            if (answer.statusCode() != 200) {
                throw refusal(address, answer.statusCode());
            }
            return tokens.identity();
        } catch (IOException | IllegalArgumentException failure) {
            throw new NaruException.HostFailure(
                    "login attempt to " + host + " failed: " + failure.getMessage(), failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new NaruException.HostFailure("context canceled", stopped);
        }
    }

    private static HttpResponse<?> ask(
            RegistryEndpoint endpoint, URI address, @Nullable String authorization)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(address).timeout(TIMEOUT);
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        var response = endpoint.send(request.build());
        response.body().close();
        return response;
    }

    private static NaruException refusal(URI address, int status) {
        var text = "login attempt to %s failed with status: %d".formatted(address, status);
        return status == 401
                ? new LoginRefused(text + " Unauthorized")
                : new NaruException.HostFailure(text);
    }

    /** The host and port of {@code https://host:port/v1/}, Docker Hub's by default. */
    static String host(@Nullable String serverAddress) {
        var address = serverAddress == null ? "" : serverAddress;
        var host = address.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        return host.isEmpty() || host.equals("docker.io") || host.equals("index.docker.io")
                ? HUB
                : host;
    }
}
