package naru.proxy.cache;

import java.util.Optional;
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

    /** The URL without scheme and port. */
    CacheUrl url() {
        return CacheUrl.of(host, target);
    }
}
