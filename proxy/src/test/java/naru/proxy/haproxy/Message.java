package naru.proxy.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An HTTP/1.1 message as it came over a socket.
 *
 * @param first the request line or status line
 * @param fields the header fields as {@code name: value}, names in lower case
 */
record Message(String first, List<String> fields, String body) {
    /** Reads one; empty at the end of the stream. */
    static Optional<Message> read(InputStream in, boolean hasBodyUntilEnd) throws IOException {
        var first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        var fields = new ArrayList<String>();
        if (first.startsWith("PROXY ")) {
            fields.add("proxy: " + first.substring(6));
            first = line(in);
        }
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.add(
                    line.substring(0, colon).toLowerCase(Locale.ROOT)
                            + ": "
                            + line.substring(colon + 1).strip());
        }
        var head = new Message(first, fields, "");
        return Optional.of(new Message(first, fields, head.body(in, hasBodyUntilEnd)));
    }

    private String body(InputStream in, boolean untilEnd) throws IOException {
        if (first.contains(" 304 ") || first.contains(" 101 ")) {
            return "";
        }
        var length = value("content-length");
        if (length.isPresent()) {
            return text(in.readNBytes(Integer.parseInt(length.get())));
        }
        if (value("transfer-encoding").isPresent()) {
            var all = new StringBuilder();
            for (int size = size(in); size > 0; size = size(in)) {
                all.append(text(in.readNBytes(size)));
                line(in);
            }
            line(in);
            return all.toString();
        }
        return untilEnd ? text(in.readAllBytes()) : "";
    }

    private static int size(InputStream in) throws IOException {
        return Integer.parseInt(line(in).split(";")[0].strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return text(line.toByteArray());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The status of a response. */
    int status() {
        return Integer.parseInt(first.split(" ")[1]);
    }

    /** The target of a request. */
    String target() {
        return first.split(" ")[1];
    }

    /** The value of the first header field of a name. */
    Optional<String> value(String name) {
        return values(name).stream().findFirst();
    }

    List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.startsWith(name.toLowerCase(Locale.ROOT) + ": "))
                .map(field -> field.substring(name.length() + 2))
                .toList();
    }
}
