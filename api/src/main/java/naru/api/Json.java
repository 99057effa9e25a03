package naru.api;

import io.avaje.json.JsonException;
import io.avaje.jsonb.Jsonb;

import naru.api.http.Exchange;
import naru.api.http.HttpError;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON as Docker's engine reads and writes it. */
final class Json {
    static final String CONTENT_TYPE = "application/json";
    private static final int LONGEST_BODY = 4 * 1024 * 1024;
    private static final int DEEPEST =
            200; // brackets in brackets; Docker's own documents have five

    private Json() {}

    /** Made when the first document needs it. */
    private static final class Mapper {
        static final Jsonb JSONB =
                WireFormat.configure(Jsonb.builder().serializeNulls(true).serializeEmpty(true))
                        .build();
    }

    /** A document and a line feed, as Go's encoder writes it. */
    static byte[] bytes(@Nullable Object value) {
        var document = value == null ? utf8("null") : Mapper.JSONB.toJsonBytes(value);
        var line = Arrays.copyOf(document, document.length + 1);
        line[document.length] = '\n';
        return line;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads the body of a request; null when there is none. Fields that nobody knows are skipped.
     *
     * @throws NaruException.Invalid when it is no JSON, or not of this type, or something follows
     */
    static <T> @Nullable T read(Exchange exchange, Class<T> type) throws IOException {
        var bytes = bytes(exchange);
        return bytes == null ? null : parse(bytes, type);
    }

    /** The body of a request, checked to be one JSON document; null when there is none. */
    static byte @Nullable [] bytes(Exchange exchange) throws IOException {
        checkContentType(exchange);
        if (!exchange.request().hasBody()) {
            return null;
        }
        var bytes = exchange.body().readNBytes(LONGEST_BODY + 1);
        if (bytes.length > LONGEST_BODY) {
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
    static <T> @Nullable T parse(byte[] document, Class<T> type) {
        if (JsonText.isNull(document)) {
            return null;
        }
        if (JsonText.isDeeperThan(DEEPEST, document)) {
            throw new NaruException.Invalid("invalid JSON: exceeded max depth");
        }
        try {
            var value = Mapper.JSONB.type(type).fromJson(document);
            if (value == null) { // the parser takes any word with an n for null
                throw new NaruException.Invalid("invalid JSON: invalid character in literal null");
            }
            return value;
        } catch (JsonException
                | IllegalArgumentException
                | IllegalStateException
                | ClassCastException e) {
            throw new NaruException.Invalid("invalid JSON: " + e.getMessage());
        } catch (IndexOutOfBoundsException e) { // the parser's word for a text that is cut off
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
