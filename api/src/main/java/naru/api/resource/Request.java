package naru.api.resource;

import naru.api.http.Exchange;
import naru.api.http.HijackedConnection;
import naru.api.http.Query;
import naru.api.wire.Filters;
import naru.api.wire.Json;
import naru.api.wire.JsonLines;
import naru.network.model.NaruException;
import naru.network.option.GoBool;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.Optional;

/** A routed request: the parameters for the route's action, and its reply. */
@SuppressWarnings("exports") // some methods are for resources of this module only
public final class Request {
    private final Exchange exchange;
    private final ApiVersion version;
    private final String id;

    public Request(Exchange exchange, ApiVersion version, String id) {
        this.exchange = exchange;
        this.version = version;
        this.id = id;
    }

    /** The value of the route's variable. */
    public String id() {
        return id;
    }

    public ApiVersion version() {
        return version;
    }

    public Query query() {
        return exchange.request().query();
    }

    public Filters filters() {
        return Filters.parse(query().text("filters").orElse(""));
    }

    /** Adds a {@code Warning} header to the reply (RFC 7234 section 5.5). */
    public void warn(String text) {
        exchange.addHeader("Warning", "299 naru \"" + text.replace('"', '\'') + "\"");
    }

    public Optional<String> header(String name) {
        return exchange.request().header(name);
    }

    /** An integer in the query. */
    public @Nullable Integer number(String name) {
        var text = query().text(name).orElse(null);
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException ignored) {
            throw new NaruException.Invalid(
                    "invalid value for " + name + ": \"" + text + "\" is not a number");
        }
    }

    /**
     * A boolean parameter; false if absent.
     *
     * @throws NaruException.Invalid with Docker's text
     */
    public boolean strictFlag(String name) {
        var text = query().text(name).orElse("");
        if (text.isEmpty()) {
            return false;
        }
        return GoBool.parse(text)
                .orElseThrow(() ->
                        new NaruException.Invalid(
                                "invalid value for %s: %s: strconv.ParseBool: parsing \"%s\": invalid syntax"
                                        .formatted(name, text, text)));
    }

    /** The request body parsed as JSON; null if there is none. */
    public <T> @Nullable T body(Class<T> type) throws IOException {
        return Json.read(exchange, type);
    }

    /** The request body, checked to be one JSON document; null if there is none. */
    public byte @Nullable [] document() throws IOException {
        return Json.bytes(exchange);
    }

    /**
     * A dimension of a terminal in characters; {@code what} is its name in Docker's messages.
     * Docker accepts 32 bits; a terminal has 16.
     */
    public int size(String name, String what) {
        var text = query().text(name).orElse("");
        boolean number = text.matches("[+-]?[0-9]+");
        var size = number ? new BigInteger(text) : BigInteger.ZERO;
        if (!number || size.signum() < 0 || size.bitLength() > 32) {
            throw new NaruException.Invalid(
                    "invalid resize %s \"%s\": %s"
                            .formatted(
                                    what, text, number ? "value out of range" : "invalid syntax"));
        }
        return size.min(BigInteger.valueOf(0xffff)).intValue();
    }

    /** The request body as a stream. */
    public InputStream stream() throws IOException {
        return exchange.body();
    }

    public void json(int status, @Nullable Object value) throws IOException {
        exchange.reply(status, Json.CONTENT_TYPE, Json.bytes(value));
    }

    public void text(int status, String text) throws IOException {
        exchange.reply(status, "text/plain; charset=utf-8", Json.utf8(text));
    }

    public void empty(int status) throws IOException {
        exchange.empty(status);
    }

    /** Starts a stream of JSON documents, one per line, each sent at once. */
    public JsonLines lines() throws IOException {
        return new JsonLines(exchange.stream(200, Json.CONTENT_TYPE));
    }

    /** Starts a reply of unknown length. */
    public OutputStream bytes(String contentType) throws IOException {
        return exchange.stream(200, contentType);
    }

    public void whenGone(Runnable action) {
        exchange.whenGone(action);
    }

    public void setHeader(String name, String value) {
        exchange.addHeader(name, value);
    }

    public HijackedConnection hijack(boolean framed) throws IOException {
        return exchange.hijack(streamType(framed && exchange.request().asksForUpgrade()));
    }

    /** Rejects a request that is not a WebSocket handshake. */
    public void checkWebSocket() {
        exchange.request().webSocketKey();
    }

    public HijackedConnection hijackWebSocket() throws IOException {
        return exchange.hijackWebSocket(version.before(1, 28));
    }

    /** The content type of output streams; clients before 1.42 know only the older name. */
    public String streamType(boolean framed) {
        return framed && !version.before(1, 42)
                ? "application/vnd.docker.multiplexed-stream"
                : "application/vnd.docker.raw-stream";
    }
}
