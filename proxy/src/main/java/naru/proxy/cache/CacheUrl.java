package naru.proxy.cache;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A URL of all schemes, ports, routes and clients.
 *
 * @param host in lower case, without port and final dot
 * @param target the path with the query
 */
public record CacheUrl(String host, String target) {
    private static final Pattern URL =
            Pattern.compile(
                    "(?:(?i:https?)://)?((?:[^/?#:\\s]+|\\[[^/?#\\s]+])(?::[0-9]+)?)([/?][^#\\s]*)?(?:#.*)?");
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");

    /**
     * Reads what a user has typed.
     *
     * @throws IllegalArgumentException if it is no URL of a host
     */
    public static CacheUrl parse(String url) {
        var match = URL.matcher(url);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" is no URL such as http://shop.test/page");
        }
        var path = match.group(2) == null ? "/" : match.group(2);
        return of(match.group(1), path.startsWith("?") ? "/" + path : path);
    }

    /**
     * Takes the parts of a request.
     *
     * @param host with or without a port
     */
    static CacheUrl of(String host, String target) {
        var name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        return new CacheUrl(
                name.endsWith(".") ? name.substring(0, name.length() - 1) : name, target);
    }
}
