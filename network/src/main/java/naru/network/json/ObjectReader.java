package naru.network.json;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.PropertyNames;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads objects whose keys may have escapes. */
final class ObjectReader {
    private static final int HEX_DIGITS = 4;

    private ObjectReader() {}

    /**
     * Reads an object.
     *
     * @param none no names: with these the parser returns keys as they stand, also outside a record
     */
    static <V> Map<String, V> read(JsonReader reader, PropertyNames none, JsonAdapter<V> values) {
        var map = new LinkedHashMap<String, V>();
        reader.beginObject(none);
        while (reader.hasNextField()) {
            String key = plain(reader.nextField());
            map.put(key, values.fromJson(reader));
        }
        reader.endObject();
        return map;
    }

    /**
     * A text without its escapes, RFC 8259, section 7.
     *
     * @throws IllegalArgumentException for an escape that JSON does not have
     */
    static String plain(String text) {
        int escape = text.indexOf('\\');
        if (escape < 0) {
            return text;
        }
        var plain = new StringBuilder(text.length());
        int at = 0;
        while (escape >= 0) {
            plain.append(text, at, escape);
            char kind = escape + 1 < text.length() ? text.charAt(escape + 1) : 0;
            at = escape + 2;
            switch (kind) {
                case '"', '\\', '/' -> plain.append(kind);
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case 'u' -> {
                    int end = Math.min(at + HEX_DIGITS, text.length());
                    plain.append((char) Integer.parseUnsignedInt(text, at, end, 16));
                    at = end;
                }
                default ->
                        throw new IllegalArgumentException(
                                "invalid character in string escape code");
            }
            escape = text.indexOf('\\', at);
        }
        return plain.append(text, at, text.length()).toString();
    }
}
