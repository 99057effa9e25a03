package naru.cli.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A response.
 *
 * @param headers by lower-case name
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {
    public HttpAnswer {
        headers = Map.copyOf(headers);
    }

    /** Whether the status is a success. */
    public boolean isFine() {
        return status >= 200 && status < 300;
    }

    /** Reads all bytes of a connection that the server has closed. RFC 9112. */
    static HttpAnswer parse(byte[] bytes) throws IOException {
        int end = endOfHead(bytes);
        String head = new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
        String[] lines = head.split("\r\n", -1);
        if (!lines[0].startsWith("HTTP/1.") || lines[0].length() < 12) {
            throw new IOException("not an HTTP response: " + lines[0]);
        }
        var headers = new TreeMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
                headers.put(name, lines[i].substring(colon + 1).strip());
            }
        }
        byte[] body = Arrays.copyOfRange(bytes, end + 4, bytes.length);
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            body = joinChunks(body);
        }
        int status = Integer.parseInt(lines[0].substring(9, 12));
        // One byte per character: preserves binary streams, and text is ASCII here.
        return new HttpAnswer(status, headers, new String(body, StandardCharsets.ISO_8859_1));
    }

    private static int endOfHead(byte[] bytes) throws IOException {
        for (int i = 0; i + 3 < bytes.length; i++) {
            if (bytes[i] == '\r'
                    && bytes[i + 1] == '\n'
                    && bytes[i + 2] == '\r'
                    && bytes[i + 3] == '\n') {
                return i;
            }
        }
        throw new IOException("the connection ended within the response header");
    }

    private static byte[] joinChunks(byte[] body) throws IOException {
        var joined = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int line = at;
            while (line < body.length && body[line] != '\r') {
                line++;
            }
            int length = chunkLength(body, at, line);
            at = line + 2;
            if (length == 0) {
                return joined.toByteArray();
            }
            if (at + length > body.length) {
                throw new IOException("the connection ended within a chunk");
            }
            joined.write(body, at, length);
            at += length + 2;
        }
    }

    private static int chunkLength(byte[] body, int from, int to) throws IOException {
        try {
            String text = new String(body, from, to - from, StandardCharsets.ISO_8859_1);
            return Integer.parseUnsignedInt(text.split(";", 2)[0].strip(), 16);
        } catch (RuntimeException wrong) {
            throw new IOException("not the length of a chunk", wrong);
        }
    }
}
