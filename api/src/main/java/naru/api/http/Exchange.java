package naru.api.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A request and its response: {@link #reply}, {@link #stream} or {@link #hijack}, once. Belongs to
 * the thread that handles the request.
 */
public final class Exchange {
    // Netty's names are in lower case, which is valid but differs from Docker.
    private static final String CONNECTION = "Connection";
    private static final String CONTENT_LENGTH = "Content-Length";
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String TRANSFER_ENCODING = "Transfer-Encoding";

    private final RequestHead request;
    private final ByteQueue body;
    private final Hijack hijack;
    private final Wire wire;
    private final List<Map.Entry<String, String>> extraHeaders = new ArrayList<>();
    private final List<Runnable> whenGone = new ArrayList<>();
    private boolean gone;
    private boolean continued;
    private boolean answered;
    private boolean hijacked;
    private @Nullable ResponseStream stream;

    /** The end of HTTP on a connection. */
    interface Hijack {
        /**
         * Sends a response header and returns the streams.
         *
         * @param frames of a WebSocket; null for raw bytes
         */
        HijackedConnection begin(String head, @Nullable WebSocketFrames frames) throws IOException;
    }

    Exchange(RequestHead request, ByteQueue body, Hijack hijack, Wire wire) {
        this.request = request;
        this.body = body;
        this.hijack = hijack;
        this.wire = wire;
    }

    /** The request line and headers. */
    public RequestHead request() {
        return request;
    }

    /** The request body as a stream. Sends "100 Continue" if the client expects it. */
    public InputStream body() throws IOException {
        if (!continued && request.waitsToContinue()) {
            wire.send(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
        continued = true;
        return body;
    }

    /** Adds a header to the response. */
    public void addHeader(String name, String value) {
        extraHeaders.add(Map.entry(name, value));
    }

    /** Sends a complete response. For HEAD, the same headers without the body. */
    public void reply(int status, String contentType, byte[] content) throws IOException {
        var sent =
                request.method().equals("HEAD")
                        ? Unpooled.EMPTY_BUFFER
                        : Unpooled.wrappedBuffer(content);
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), sent);
        var headers = head(response);
        headers.set(CONTENT_TYPE, contentType);
        headers.set(CONTENT_LENGTH, content.length);
        wire.send(response);
    }

    /** Sends a response without a body. */
    public void empty(int status) throws IOException {
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        var headers = head(response);
        if (status != 204 && status != 304) {
            headers.set(CONTENT_LENGTH, 0);
        }
        wire.send(response);
    }

    /** Sends the response header; the body, of any length, is written to the stream. */
    public ResponseStream stream(int status, String contentType) throws IOException {
        var response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
        var headers = head(response);
        headers.set(CONTENT_TYPE, contentType);
        if (request.knowsChunks()) {
            headers.set(TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else {
            headers.set(
                    CONNECTION,
                    HttpHeaderValues.CLOSE); // HTTP/1.0: the body ends with the connection
        }
        var opened = new ResponseStream(wire);
        stream = opened;
        wire.send(response);
        return opened;
    }

    private HttpHeaders head(HttpResponse response) {
        if (answered) {
            throw new IllegalStateException(request + " is answered already");
        }
        answered = true;
        var headers = response.headers();
        extraHeaders.forEach(header -> headers.set(header.getKey(), header.getValue()));
        if (!keepsAlive()) {
            headers.set(CONNECTION, HttpHeaderValues.CLOSE);
        } else if (!request.knowsChunks()) {
            headers.set(CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return headers;
    }

    /**
     * Ends HTTP on this connection and returns it as raw streams: with 101 if the client requests
     * an upgrade to {@code tcp}, else with 200. The request body must have been read.
     */
    public HijackedConnection hijack(String contentType) throws IOException {
        if (answered) {
            throw new IllegalStateException(request + " is answered already");
        }
        answered = true;
        hijacked = true;
        return hijack.begin(hijackHead(contentType), null);
    }

    /**
     * The same for a WebSocket, whose frames contain the bytes; {@code text} sends text frames.
     *
     * @throws HttpError 400 if the client does not request a WebSocket of version 13
     */
    public HijackedConnection hijackWebSocket(boolean text) throws IOException {
        if (answered) {
            throw new IllegalStateException(request + " is answered already");
        }
        var key = request.webSocketKey();
        answered = true;
        hijacked = true;
        return hijack.begin(webSocketHead(key), new WebSocketFrames(text));
    }

    private String webSocketHead(String key) {
        var head =
                new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n")
                        .append("Upgrade: websocket\r\nConnection: Upgrade\r\n")
                        .append("Sec-WebSocket-Accept: ")
                        .append(WebSocketFrames.accept(key))
                        .append("\r\n");
        request.header("Sec-WebSocket-Protocol")
                .filter(protocol -> !protocol.contains(","))
                .ifPresent(protocol ->
                        head.append("Sec-WebSocket-Protocol: ").append(protocol).append("\r\n"));
        return head.append("\r\n").toString();
    }

    /** As in Docker; clients compare the first line. */
    private String hijackHead(String contentType) {
        var head = new StringBuilder();
        if (request.asksForUpgrade()) {
            head.append("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n");
        } else {
            head.append("HTTP/1.1 200 OK\r\n");
        }
        head.append("Content-Type: ").append(contentType).append("\r\n");
        extraHeaders.forEach(
                h -> head.append(h.getKey()).append(": ").append(h.getValue()).append("\r\n"));
        return head.append("\r\n").toString();
    }

    /**
     * Runs {@code action} once if the client disconnects before the response is complete;
     * immediately if it has already.
     */
    public void whenGone(Runnable action) {
        synchronized (whenGone) {
            if (!gone) {
                whenGone.add(action);
                return;
            }
        }
        action.run();
    }

    /**
     * The client has disconnected. Called on the event loop; actions run on other threads, since
     * they may block.
     */
    void gone() {
        List<Runnable> actions;
        synchronized (whenGone) {
            gone = true;
            actions = List.copyOf(whenGone);
            whenGone.clear();
        }
        if (!actions.isEmpty()) {
            Thread.startVirtualThread(() -> actions.forEach(Runnable::run));
        }
    }

    /** Completes an unfinished response. */
    void finish() throws IOException {
        synchronized (whenGone) {
            whenGone.clear();
        }
        if (stream != null) {
            stream.close();
        }
    }

    public boolean isAnswered() {
        return answered;
    }

    boolean isHijacked() {
        return hijacked;
    }

    /** Whether the next request may use the same connection. */
    boolean keepsAlive() {
        var endsByClosing = stream != null && !request.knowsChunks();
        var bodyMayNeverCome = request.waitsToContinue() && !continued;
        return request.wantsKeepAlive() && !endsByClosing && !bodyMayNeverCome;
    }

    @Override
    public String toString() {
        return request.toString();
    }
}
