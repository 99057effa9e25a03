package naru.network.json;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;
import io.avaje.json.PropertyNames;
import io.avaje.jsonb.AdapterFactory;
import io.avaje.jsonb.Jsonb;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Maps whose keys may have escapes. Inside a record, the library's own adapter returns keys as they
 * stand in the document, so that a label {@code a"b} would become {@code a\"b} and grow with every
 * restart. Of equal keys the last one holds, as in Go's decoder.
 */
public final class MapKeys implements AdapterFactory {
    private static final int HEX_DIGITS = 4;

    @Override
    public @Nullable JsonAdapter<?> create(Type type, Jsonb jsonb) {
        if (type instanceof ParameterizedType map
                && map.getRawType() == Map.class
                && map.getActualTypeArguments()[0] == String.class) {
            return new Adapter<>(jsonb.adapter(map.getActualTypeArguments()[1]), jsonb.properties())
                    .nullSafe();
        }
        return null;
    }

    /**
     * The adapter of one type of values.
     *
     * @param none no names: with these the parser returns keys as they stand, also outside a record
     */
    private record Adapter<V>(JsonAdapter<V> values, PropertyNames none)
            implements JsonAdapter<Map<String, V>> {
        @Override
        public void toJson(JsonWriter writer, Map<String, V> map) {
            writer.beginObject();
            map.forEach((key, value) -> {
                writer.name(key);
                values.toJson(writer, value);
            });
            writer.endObject();
        }

        @Override
        public Map<String, V> fromJson(JsonReader reader) {
            var map = new LinkedHashMap<String, V>();
            reader.beginObject(none);
            while (reader.hasNextField()) {
                String key = plain(reader.nextField());
                map.put(key, values.fromJson(reader));
            }
            reader.endObject();
            return map;
        }
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
