package naru.proxy.rule;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parts of an HTTP request, or of a TCP connection, that rules look at.
 *
 * @param method in upper case
 * @param host in lower case, without port and trailing dot
 * @param path as sent, percent-encoding included, without the query; begins with a slash
 * @param query the parameters' values by name, decoded (application/x-www-form-urlencoded)
 * @param headers all values by name; names compare without case
 * @param client the peer address of the connection
 * @param protocols that the client offers by ALPN (RFC 7301)
 */
public record Request(
        String method,
        String host,
        String path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        InetAddress client,
        Set<String> protocols) {
    public Request {
        method = method.toUpperCase(Locale.ROOT);
        host = canonical(host);
        query = Map.copyOf(query);
        var copy = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        headers = java.util.Collections.unmodifiableMap(copy);
        protocols = Set.copyOf(protocols);
    }

    /**
     * A TCP connection.
     *
     * @param name the server name that the client indicates (RFC 6066, section 3); empty for none
     */
    public static Request connection(String name, Set<String> protocols, InetAddress client) {
        return new Request("", name, "/", Map.of(), Map.of(), client, protocols);
    }

    /** A GET request from the loopback address, for a target such as {@code /shop?page=2}. */
    public static Request get(String host, String target) {
        return of("GET", host, target, Map.of(), InetAddress.getLoopbackAddress());
    }

    /** Splits a request target into path and query. */
    public static Request of(
            String method,
            String host,
            String target,
            Map<String, List<String>> headers,
            InetAddress client) {
        int mark = target.indexOf('?');
        var path = mark < 0 ? target : target.substring(0, mark);
        var query = mark < 0 ? "" : target.substring(mark + 1);
        return new Request(
                method,
                host,
                path.isEmpty() ? "/" : path,
                parameters(query),
                headers,
                client,
                Set.of());
    }

    /** The same request to another host. */
    public Request to(String otherHost) {
        return new Request(method, otherHost, path, query, headers, client, protocols);
    }

    /** The values of a header, none where it is missing. */
    public List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /** A host name or Host header as rules compare it: lower case, no port, no trailing dot. */
    static String canonical(String host) {
        var name = host.toLowerCase(Locale.ROOT);
        int colon = name.lastIndexOf(':');
        if (colon > name.lastIndexOf(']') && name.indexOf(':') == colon
                || name.startsWith("[") && colon > name.lastIndexOf(']')) {
            name = name.substring(0, colon);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static Map<String, List<String>> parameters(String query) {
        var parameters = new LinkedHashMap<String, List<String>>();
        for (var pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                var name = equals < 0 ? pair : pair.substring(0, equals);
                var value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters
                        .computeIfAbsent(decoded(name), ignored -> new ArrayList<>())
                        .add(decoded(value));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException ignored) {
            return text;
        }
    }
}
