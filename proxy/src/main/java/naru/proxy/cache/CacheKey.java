package naru.proxy.cache;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The key of a response, as HAProxy writes it into a header field.
 *
 * @param route the backend of the route: {@code project:route}
 * @param who {@code -}, or what separates the objects of some clients
 * @param host in lower case, with the port if the client sent one
 * @param target the path with the query, as the client sent it
 */
public record CacheKey(String route, String who, String scheme, String host, String target) {
    private static final Pattern KEY =
            Pattern.compile("(\\S+) (\\S+) (https?)://([^/?\\s]*)(\\S*)", Pattern.DOTALL);
    private static final Pattern URL =
            Pattern.compile(
                    "(?:(?i:https?)://)?((?:[^/?#:\\s]+|\\[[^/?#\\s]+])(?::[0-9]+)?)([/?][^#\\s]*)?(?:#.*)?");
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");

    /** Empty for a text that is no key. */
    static Optional<CacheKey> parse(String text) {
        var match = KEY.matcher(text);
        return match.matches()
                ? Optional.of(
                        new CacheKey(
                                match.group(1),
                                match.group(2),
                                match.group(3),
                                match.group(4),
                                match.group(5)))
                : Optional.empty();
    }

    /**
     * A condition on the keys of a URL: of all schemes, ports, routes and clients.
     *
     * @throws IllegalArgumentException if it is no URL of a host
     */
    public static Predicate<CacheKey> ofUrl(String url) {
        var match = URL.matcher(url);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" is no URL such as http://shop.test/page");
        }
        var host = plain(match.group(1));
        var path = match.group(2) == null ? "/" : match.group(2);
        var target = path.startsWith("?") ? "/" + path : path;
        return key -> plain(key.host()).equals(host) && key.target().equals(target);
    }

    /** The host name without port and final dot. */
    private static String plain(String host) {
        var name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
