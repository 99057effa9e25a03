package naru.proxy.model;

import naru.proxy.rule.AddressRange;
import naru.proxy.rule.Regexp;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A change to requests or responses on their way, or a reason to refuse a request. */
public sealed interface Middleware {
    /**
     * Stands for middlewares that HAProxy has refused; all requests are refused.
     *
     * @param reason HAProxy's message
     */
    record Refused(String reason) implements Middleware {}

    /** Takes the first of these prefixes off the path, and adds X-Forwarded-Prefix. */
    record StripPrefix(List<String> prefixes) implements Middleware {}

    /** Takes what matches at the beginning off the path. */
    record StripPrefixRegexp(List<Regexp> prefixes) implements Middleware {}

    record AddPrefix(String prefix) implements Middleware {}

    /** Replaces a prefix by another one, as nginx-proxy's VIRTUAL_DEST. */
    record ReplacePrefix(String prefix, String by) implements Middleware {}

    /** Replaces the path, which goes into X-Replaced-Path. */
    record ReplacePath(String path) implements Middleware {}

    record ReplacePathRegexp(Regexp pattern, String by) implements Middleware {}

    /**
     * Redirects requests that came by another scheme.
     *
     * @param port empty for the scheme's own
     */
    record RedirectScheme(String scheme, String port, boolean permanent) implements Middleware {}

    /** Redirects by the whole URL. */
    record RedirectRegexp(Regexp pattern, String by, boolean permanent) implements Middleware {}

    /** Sets header fields; an empty value removes one. */
    record Headers(Map<String, String> request, Map<String, String> response, Optional<Cors> cors)
            implements Middleware {
        /** Makes browsers use HTTPS from now on; RFC 6797. */
        public static Headers strictTransport(Duration age) {
            return strictTransport("max-age=" + age.toSeconds());
        }

        public static Headers strictTransport(String value) {
            return new Headers(
                    Map.of(), Map.of("Strict-Transport-Security", value), Optional.empty());
        }
    }

    /** Cross-origin resource sharing, answered by the proxy (Fetch standard, "CORS protocol"). */
    record Cors(
            List<String> origins,
            List<Regexp> originPatterns,
            List<String> methods,
            List<String> requestHeaders,
            List<String> exposed,
            boolean credentials,
            OptionalInt maxAge,
            boolean vary) {}

    /**
     * HTTP basic authentication (RFC 7617).
     *
     * @param users password hashes by user, as in the files of htpasswd(1)
     */
    record BasicAuth(
            Map<String, String> users, String realm, boolean removesHeader, String userHeader)
            implements Middleware {}

    /** Forwards a request to an authentication server, which permits or refuses it. */
    record ForwardAuth(
            String address,
            boolean trustsForwarded,
            List<String> responseHeaders,
            List<String> requestHeaders)
            implements Middleware {}

    /**
     * Lets some client addresses pass.
     *
     * @param depth the position of the client's address in X-Forwarded-For, counted from the right;
     *     0 stands for the peer address of the connection
     */
    record AllowAddresses(List<AddressRange> ranges, int depth) implements Middleware {}

    /**
     * Lets a client send {@code average} requests in each {@code period}, and more for a moment.
     */
    record RateLimit(long average, long burst, Duration period) implements Middleware {}

    /** Limits the requests that are being served at a time: of each client, or for each host. */
    record InFlightLimit(long requests, boolean perClient) implements Middleware {}

    /** Repeats a request that has not reached a member, at another one. */
    record Retry(int attempts, Duration interval) implements Middleware {}

    record Compress(List<String> excludedTypes) implements Middleware {}

    /** Refuses greater request bodies with status 413. */
    record BodyLimit(long bytes) implements Middleware {}

    /** Replaces responses of some statuses by responses of another service. */
    record ErrorPages(List<String> statuses, Reference service, String query)
            implements Middleware {}

    /**
     * Keeps responses and answers with them.
     *
     * @param lifetime of responses that do not say themselves how long they are valid; empty to
     *     keep none of them
     * @param maxObject the most bytes of a body that is kept
     * @param bypassCookies requests with one of these cookies are answered by a member
     */
    record Cache(Optional<Duration> lifetime, long maxObject, List<String> bypassCookies)
            implements Middleware {
        public static final long DEFAULT_MAX_OBJECT = 64L << 20;
    }

    /** Several in a row. */
    record Chain(List<Reference> parts) implements Middleware {}

    /** Permits clients of private address ranges only, as nginx-proxy's NETWORK_ACCESS. */
    record InternalOnly() implements Middleware {}
}
