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

/** A request that has found its route: what the route's action reads, and how it answers. */
final class Request {
    private final Exchange exchange;
    private final ApiVersion version;
    private final String id;

    Request(Exchange exchange, ApiVersion version, String id) {
        this.exchange = exchange;
        this.version = version;
        this.id = id;
    }

    /** What the variable of the route stands for. */
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

    /** Adds a warning to the answer that is to come (RFC 7234 section 5.5). */
    void warn(String text) {
        exchange.addHeader("Warning", "299 naru \"" + text.replace('"', '\'') + "\"");
    }

    Optional<String> header(String name) {
        return exchange.request().header(name);
    }

    /** A whole number in the query. */
    @Nullable Integer number(String name) {
        var text = query().text(name).orElse(null);
        try {
            return text == null ? null : Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new NaruException.Invalid(
                    "invalid value for " + name + ": \"" + text + "\" is not a number");
        }
    }

    /**
     * A parameter that must be true or false; false when it was not given.
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

    /** The request body read from JSON; null when the client sent none. */
    <T> @Nullable T body(Class<T> type) throws IOException {
        return Json.read(exchange, type);
    }

    /** The request body, checked to be one JSON document; null when there is none. */
    byte @Nullable [] document() throws IOException {
        return Json.bytes(exchange);
    }

    /**
     * A side of a terminal in characters, {@code what} it is in Docker's messages. Docker takes 32
     * bits; a terminal has 16.
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

    /** The request body as it arrives. */
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

    /** Begins a JSON document a line, each sent at once. */
    JsonLines lines() throws IOException {
        return new JsonLines(exchange.stream(200, Json.CONTENT_TYPE));
    }

    /** Begins an answer of unknown length. */
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

    /** Refuses a request that asks for no WebSocket. */
    void checkWebSocket() {
        exchange.request().webSocketKey();
    }

    HijackedConnection hijackWebSocket() throws IOException {
        return exchange.hijackWebSocket(version.before(1, 28));
    }

    /** How output is called on the wire; clients before 1.42 know only the older name. */
    String streamType(boolean framed) {
        return framed && !version.before(1, 42)
                ? "application/vnd.docker.multiplexed-stream"
                : "application/vnd.docker.raw-stream";
    }
}
