package naru.api.wire;

import io.avaje.json.JsonException;
import io.avaje.jsonb.Jsonb;

import naru.api.http.Exchange;
import naru.api.http.HttpError;
import naru.container.config.PlainJson;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON in the dialect of Docker's engine. */
public final class Json {
    public static final String CONTENT_TYPE = "application/json";
    private static final int MAX_BODY = 4 * 1024 * 1024;
    private static final int MAX_DEPTH = 200; // nesting depth; Docker's own documents have five

    private Json() {}

    /** Created on first use. */
    private static final class Mapper {
        static final Jsonb JSONB =
                WireFormat.configure(Jsonb.builder().serializeNulls(true).serializeEmpty(true))
                        .build();
    }

    /** A document and a line feed, as from Go's encoder. */
    public static byte[] bytes(@Nullable Object value) {
        var document = value == null ? utf8("null") : Mapper.JSONB.toJsonBytes(value);
        var line = Arrays.copyOf(document, document.length + 1);
        line[document.length] = '\n';
        return line;
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the body of a request; null if there is none. Unknown fields are ignored.
     *
     * @throws NaruException.Invalid if it is not JSON, not of this type, or followed by data
     */
    public static <T> @Nullable T read(Exchange exchange, Class<T> type) throws IOException {
        var bytes = bytes(exchange);
        return bytes == null ? null : parse(bytes, type);
    }

    /** The body of a request, checked to be one JSON document; null if there is none. */
    public static byte @Nullable [] bytes(Exchange exchange) throws IOException {
        checkContentType(exchange);
        if (!exchange.request().hasBody()) {
            return null;
        }
        var bytes = exchange.body().readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw new HttpError(413, "http: request body too large");
        }
        var end = JsonText.endOfFirstValue(bytes);
        if (end == 0) {
            throw new NaruException.Invalid("invalid JSON: got EOF while reading request body");
        }
        if (!JsonText.isBlank(bytes, end)) {
            throw new NaruException.Invalid("unexpected content after JSON");
        }
        return bytes;
    }

    /** The value of a document; null for {@code null}, which means an empty body. */
    public static <T> @Nullable T parse(byte[] document, Class<T> type) {
        if (JsonText.isNull(document)) {
            return null;
        }
        if (JsonText.isDeeperThan(MAX_DEPTH, document)) {
            throw new NaruException.Invalid("invalid JSON: exceeded max depth");
        }
        try {
            var text = PlainJson.of(document);
            var value = Mapper.JSONB.type(type).fromJson(text);
            if (value == null) { // the parser accepts any word beginning with n as null
                throw new NaruException.Invalid("invalid JSON: invalid character in literal null");
            }
            return value;
        } catch (JsonException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException e) {
            throw new NaruException.Invalid("invalid JSON: " + e.getMessage());
        } catch (IndexOutOfBoundsException ignored) { // the parser's message for truncated input
            throw new NaruException.Invalid("invalid JSON: unexpected end of JSON input");
        }
    }

    private static void checkContentType(Exchange exchange) {
        var header = exchange.request().header("Content-Type").orElse("");
        if (header.isEmpty() && !exchange.request().hasBody()) {
            return;
        }
        var semicolon = header.indexOf(';');
        var type = (semicolon < 0 ? header : header.substring(0, semicolon)).strip();
        if (type.isEmpty()) {
            throw new NaruException.Invalid(
                    "malformed Content-Type header (" + header + "): mime: no media type");
        }
        if (!type.equalsIgnoreCase(CONTENT_TYPE)) {
            throw new NaruException.Invalid(
                    "unsupported Content-Type header (" + header + "): must be 'application/json'");
        }
    }
}
