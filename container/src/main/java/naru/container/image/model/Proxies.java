package naru.container.image.model;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies for registries, with Go's interpretation of {@code HTTP_PROXY}, {@code HTTPS_PROXY}
 * and {@code NO_PROXY}. Loopback addresses are always accessed directly.
 *
 * @param http for unencrypted addresses; null for none
 * @param https for addresses with TLS; null for none
 * @param exceptions host names, whose subdomains count too, and addresses; {@code *} for all
 */
public record Proxies(@Nullable URI http, @Nullable URI https, List<String> exceptions) {
    public static final Proxies NONE = new Proxies(null, null, List.of());

    public Proxies {
        exceptions = List.copyOf(exceptions);
    }

    /** The proxies of the environment; lower-case names take precedence. */
    public static Proxies of(Map<String, String> environment) {
        return new Proxies(
                fromText(variable(environment, "http_proxy")),
                fromText(variable(environment, "https_proxy")),
                exceptions(variable(environment, "no_proxy")));
    }

    private static String variable(Map<String, String> environment, String name) {
        var value = environment.getOrDefault(name, "");
        return value.isEmpty()
                ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "")
                : value;
    }

    private static @Nullable URI fromText(String text) {
        return text.isEmpty() ? null : address(text);
    }

    /**
     * {@code http://user:password@host:port}, or less.
     *
     * @throws IllegalArgumentException for other text
     */
    public static URI address(String text) {
        var address = URI.create(text.contains("://") ? text : "http://" + text);
        if (!"http".equals(address.getScheme()) || address.getHost() == null) {
            throw new IllegalArgumentException("invalid proxy address \"" + text + "\"");
        }
        return address;
    }

    /** The elements of a comma-separated list. */
    public static List<String> exceptions(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(w -> !w.isEmpty()).toList();
    }

    /** The proxy for requests to {@code target}; null for none. */
    @Nullable URI forTarget(URI target) {
        var host = target.getHost();
        var proxy = "https".equals(target.getScheme()) ? https : http;
        return proxy == null || host == null || isLocal(host) || isException(host, target)
                ? null
                : proxy;
    }

    private static boolean isLocal(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    }

    private boolean isException(String host, URI target) {
        return exceptions.stream().anyMatch(word -> fits(word, host, target.getPort()));
    }

    private static boolean fits(String word, String host, int port) {
        var name = word;
        var colon = word.lastIndexOf(':');
        if (colon > 0 && word.indexOf(':') == colon) {
            if (!word.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            name = word.substring(0, colon);
        }
        var bare = name.startsWith(".") ? name.substring(1) : name;
        return name.equals("*")
                || (host.equalsIgnoreCase(bare) && !name.startsWith("."))
                || host.toLowerCase(Locale.ROOT).endsWith("." + bare.toLowerCase(Locale.ROOT));
    }

    /** The same for Java's client. */
    public ProxySelector selector() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI target) {
                var proxy = forTarget(target);
                return List.of(
                        proxy == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, socket(proxy)));
            }

            @Override
            public void connectFailed(URI target, SocketAddress proxy, IOException failure) {
                // the request fails with it
            }
        };
    }

    private static InetSocketAddress socket(URI proxy) {
        return new InetSocketAddress(proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort());
    }

    /**
     * The value of {@code Proxy-Authorization} for {@code target}: the name and password in the
     * proxy's address. Not by an {@code Authenticator}, which would interfere with authentication
     * of registries.
     */
    public Optional<String> authorization(URI target) {
        var proxy = forTarget(target);
        var user = proxy == null ? null : proxy.getUserInfo();
        return Optional.ofNullable(user)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .map(bytes -> "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
}
