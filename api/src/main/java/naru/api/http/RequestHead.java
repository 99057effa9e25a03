package naru.api.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;

import java.util.Optional;

/** The request line and headers. */
public final class RequestHead {
    private final HttpRequest request;
    private final String path;
    private final Query query;

    /**
     * @throws IllegalArgumentException if the target has an invalid escape
     */
    RequestHead(HttpRequest request) {
        var target = new QueryStringDecoder(request.uri());
        this.request = request;
        this.path = withoutAuthority(target.path());
        this.query = new Query(target.parameters());
    }

    /** The path of {@code http://host/path}, which a client may send instead of {@code /path}. */
    private static String withoutAuthority(String path) {
        var scheme = path.indexOf("://");
        if (path.startsWith("/") || scheme < 0) {
            return path;
        }
        var slash = path.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : path.substring(slash);
    }

    public String method() {
        return request.method().name();
    }

    /** The path of the target, decoded, without the query. */
    public String path() {
        return path;
    }

    public Query query() {
        return query;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.headers().get(name));
    }

    /** Whether there is or may be a body. */
    public boolean hasBody() {
        return HttpUtil.isTransferEncodingChunked(request)
                || HttpUtil.getContentLength(request, 0L) > 0;
    }

    /** Whether the client requests an upgrade to a raw stream. */
    public boolean asksForUpgrade() {
        return request.headers()
                        .containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.headers().contains(HttpHeaderNames.UPGRADE);
    }

    /**
     * The key of a WebSocket handshake.
     *
     * @throws HttpError 400 if the request is not a handshake, or of another version: RFC 6455,
     *     4.2.1
     */
    public String webSocketKey() {
        boolean asks =
                asksForUpgrade()
                        && "websocket".equalsIgnoreCase(header("Upgrade").orElse(""))
                        && "13".equals(header("Sec-WebSocket-Version").orElse(""));
        var key = header("Sec-WebSocket-Key").orElse("");
        if (!asks || key.isBlank()) {
            throw new HttpError(400, "not a WebSocket request of version 13");
        }
        return key;
    }

    /** Whether the client expects "100 Continue". */
    boolean waitsToContinue() {
        return HttpUtil.is100ContinueExpected(request);
    }

    /** Whether the client requests a persistent connection. */
    boolean wantsKeepAlive() {
        return HttpUtil.isKeepAlive(request);
    }

    /** Whether the client supports chunked encoding; HTTP/1.0 does not. */
    boolean knowsChunks() {
        return request.protocolVersion().isKeepAliveDefault();
    }

    @Override
    public String toString() {
        return method() + " " + request.uri();
    }
}
