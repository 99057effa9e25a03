package naru.cli.text;

import io.avaje.json.JsonException;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;

import naru.network.json.MapKeys;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Untyped JSON: maps, lists, strings, numbers and booleans. */
public final class Json {
    private static final JsonType<Object> ANY =
            Jsonb.builder().add(new MapKeys()).build().type(Object.class);

    private Json() {}

    /** An object whose names keep their order; {@code fields} are names and values in turn. */
    public static Map<String, Object> object(Object... fields) {
        var object = new LinkedHashMap<String, Object>();
        for (int i = 0; i < fields.length; i += 2) {
            object.put((String) fields[i], fields[i + 1]);
        }
        return object;
    }

    /** Formats on several lines. */
    public static String pretty(Object value) {
        return ANY.toJsonPretty(value);
    }

    /** Formats on one line. */
    public static String compact(Object value) {
        return ANY.toJson(value);
    }

    /**
     * Parses a text.
     *
     * @throws JsonException if it is not JSON
     */
    public static Object parse(String text) {
        try {
            return ANY.fromJson(text);
        } catch (IllegalArgumentException e) { // an invalid escape in a name
            throw new JsonException(e);
        }
    }

    /** The object at a path of names, empty if there is none. */
    @SuppressWarnings("unchecked") // the names in JSON are strings
    public static Map<String, Object> at(Object value, String... path) {
        Object current = value;
        for (String name : path) {
            current = current instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return current instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** A text field of an object, empty if it is absent or not a string. */
    public static String text(Map<String, Object> object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }

    /** The objects of a list, empty if it is not a list. */
    public static List<Map<String, Object>> objects(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(element -> at(element)).toList()
                : List.of();
    }
}
