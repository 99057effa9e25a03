package naru.api;

import naru.api.http.Exchange;
import naru.api.http.HijackedConnection;
import naru.api.http.Query;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.util.Optional;

/** A routed request: the parameters for the route's action, and its reply. */
final class Request {
    private final Exchange exchange;
    private final ApiVersion version;
    private final String id;

    Request(Exchange exchange, ApiVersion version, String id) {
        this.exchange = exchange;
        this.version = version;
        this.id = id;
    }

    /** The value of the route's variable. */
    String id() {
        return id;
    }

    ApiVersion version() {
        return version;
    }

    Query query() {
        return exchange.request().query();
    }

    Filters filters() {
        return Filters.parse(query().text("filters").orElse(""));
    }

    /** Adds a {@code Warning} header to the reply (RFC 7234 section 5.5). */
    void warn(String text) {
        exchange.addHeader("Warning", "299 naru \"" + text.replace('"', '\'') + "\"");
    }

    Optional<String> header(String name) {
        return exchange.request().header(name);
    }

    /** An integer in the query. */
    @Nullable Integer number(String name) {
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
    boolean strictFlag(String name) {
        var text = query().text(name).orElse("");
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "", "0", "f", "F", "false", "FALSE", "False" -> false;
            default ->
                    throw new NaruException.Invalid(
                            "invalid value for %s: %s: strconv.ParseBool: parsing \"%s\": invalid syntax"
                                    .formatted(name, text, text));
        };
    }

    /** The request body parsed as JSON; null if there is none. */
    <T> @Nullable T body(Class<T> type) throws IOException {
        return Json.read(exchange, type);
    }

    /** The request body, checked to be one JSON document; null if there is none. */
    byte @Nullable [] document() throws IOException {
        return Json.bytes(exchange);
    }

    /**
     * A dimension of a terminal in characters; {@code what} is its name in Docker's messages.
     * Docker accepts 32 bits; a terminal has 16.
     */
    int size(String name, String what) {
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
    InputStream stream() throws IOException {
        return exchange.body();
    }

    void json(int status, @Nullable Object value) throws IOException {
        exchange.reply(status, Json.CONTENT_TYPE, Json.bytes(value));
    }

    void text(int status, String text) throws IOException {
        exchange.reply(status, "text/plain; charset=utf-8", Json.utf8(text));
    }

    void empty(int status) throws IOException {
        exchange.empty(status);
    }

    /** Starts a stream of JSON documents, one per line, each sent at once. */
    JsonLines lines() throws IOException {
        return new JsonLines(exchange.stream(200, Json.CONTENT_TYPE));
    }

    /** Starts a reply of unknown length. */
    OutputStream bytes(String contentType) throws IOException {
        return exchange.stream(200, contentType);
    }

    void whenGone(Runnable action) {
        exchange.whenGone(action);
    }

    void setHeader(String name, String value) {
        exchange.addHeader(name, value);
    }

    HijackedConnection hijack(boolean framed) throws IOException {
        return exchange.hijack(streamType(framed && exchange.request().asksForUpgrade()));
    }

    /** Rejects a request that is not a WebSocket handshake. */
    void checkWebSocket() {
        exchange.request().webSocketKey();
    }

    HijackedConnection hijackWebSocket() throws IOException {
        return exchange.hijackWebSocket(version.before(1, 28));
    }

    /** The content type of output streams; clients before 1.42 know only the older name. */
    String streamType(boolean framed) {
        return framed && !version.before(1, 42)
                ? "application/vnd.docker.multiplexed-stream"
                : "application/vnd.docker.raw-stream";
    }
}
