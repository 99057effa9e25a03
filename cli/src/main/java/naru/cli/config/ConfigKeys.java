package naru.cli.config;

import naru.network.address.Prefix;
import naru.network.settings.DefaultPool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads the keys of a JSON object one by one, each with its type, and rejects those that were not
 * read.
 */
final class ConfigKeys {
    private static final List<String> UNITS = List.of("", "k", "m", "g", "t");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([kmgt]?)(?:i?b)?");

    private final Map<String, Object> object;
    private final TreeSet<String> others;

    ConfigKeys(Map<String, Object> object) {
        this.object = object;
        others = new TreeSet<>(object.keySet());
    }

    /** A string that {@code parse} accepts; null if the key is absent or its value is empty. */
    <T> @Nullable T value(String key, Function<String, T> parse) {
        var text = take(key, String.class, "a string");
        return text == null || text.isEmpty() ? null : parsed(key, text, parse);
    }

    String text(String key, String otherwise) {
        var text = take(key, String.class, "a string");
        return text == null || text.isEmpty() ? otherwise : text;
    }

    /** Whether the value of a key is a string. */
    boolean isText(String key) {
        return object.get(key) instanceof String;
    }

    /** Null if the key is absent. */
    @Nullable Boolean flag(String key) {
        return take(key, Boolean.class, "true or false");
    }

    boolean flag(String key, boolean otherwise) {
        var flag = flag(key);
        return flag == null ? otherwise : flag;
    }

    int number(String key, int otherwise) {
        var number = take(key, Number.class, "a number");
        if (number == null || number.longValue() == 0) {
            return otherwise;
        }
        if (number.doubleValue() != number.intValue() || number.intValue() < 0) {
            throw wrong(key, number, "a positive whole number");
        }
        return number.intValue();
    }

    /** A number of any sign; 0 if the key is absent. */
    long whole(String key) {
        var number = take(key, Number.class, "a number");
        return number == null ? 0 : number.longValue();
    }

    /** A number of bytes, or text such as {@code 64M} in units of 1024. */
    long bytes(String key, long otherwise) {
        var value = take(key, Object.class, "a size");
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.longValue() > 0) {
            return number.longValue();
        }
        var match = SIZE.matcher(value.toString().toLowerCase(Locale.ROOT));
        if (!match.matches()) {
            throw wrong(key, value, "a size");
        }
        return Long.parseLong(match.group(1)) << (10 * UNITS.indexOf(match.group(2)));
    }

    /** One of {@code choices}; the first one if the key is absent or empty. */
    String oneOf(String key, List<String> choices) {
        var text = take(key, String.class, "a string");
        if (text == null || text.isEmpty()) {
            return choices.getFirst();
        }
        if (!choices.contains(text)) {
            throw wrong(key, text, "one of " + String.join(", ", choices));
        }
        return text;
    }

    <T> List<T> list(String key, Function<String, T> parse) {
        var result = new ArrayList<T>();
        for (var element : elements(key)) {
            result.add(parsed(key, as(key, element, String.class, "a list of strings"), parse));
        }
        return result;
    }

    /** {@code [{"base": "10.0.0.0/8", "size": 24}]}. */
    List<DefaultPool> pools(String key) {
        var pools = new ArrayList<DefaultPool>();
        for (var element : elements(key)) {
            var pool = new ConfigKeys(table(key, element));
            var base = pool.value("base", Prefix::parse);
            int size = pool.number("size", 0);
            pool.refuseOthers();
            if (base == null) {
                throw wrong(key, element, "a list of pools with base and size");
            }
            pools.add(parsed(key, base.toString(), _ -> new DefaultPool(base, size)));
        }
        return pools;
    }

    /** {@code {"bridge": {"option": "value"}}}. */
    Map<String, Map<String, String>> tables(String key) {
        var tables = new TreeMap<String, Map<String, String>>();
        var outer = take(key, Map.class, "an object");
        if (outer != null) {
            table(key, outer).forEach((name, inner) -> tables.put(name, strings(key, inner)));
        }
        return tables;
    }

    /** {@code {"name": "value"}}. */
    Map<String, String> strings(String key) {
        var inner = take(key, Map.class, "an object");
        return inner == null ? Map.of() : strings(key, inner);
    }

    /** The keys of an object under a key; null if the key is absent. */
    @Nullable ConfigKeys object(String key) {
        var inner = take(key, Map.class, "an object");
        return inner == null ? null : new ConfigKeys(table(key, inner));
    }

    List<String> names() {
        return List.copyOf(object.keySet());
    }

    /** Reads a key with any value; false if it is absent. */
    boolean drop(String key) {
        return others.remove(key);
    }

    /**
     * Rejects keys that no reader has consumed.
     *
     * @throws ConfigException with Docker's text
     */
    void refuseOthers() {
        if (!others.isEmpty()) {
            throw new ConfigException(
                    "the following directives don't match any configuration option: "
                            + String.join(", ", others));
        }
    }

    private Map<String, String> strings(String key, Object inner) {
        var strings = new TreeMap<String, String>();
        table(key, inner)
                .forEach((name, text) -> strings.put(name, as(key, text, String.class, "strings")));
        return strings;
    }

    private List<?> elements(String key) {
        List<?> elements = take(key, List.class, "a list");
        return elements == null ? List.of() : elements;
    }

    @SuppressWarnings("unchecked") // the keys of a JSON object are strings
    private static Map<String, Object> table(String key, Object value) {
        return as(key, value, Map.class, "an object");
    }

    private <T> @Nullable T take(String key, Class<T> type, String wanted) {
        others.remove(key);
        var value = object.get(key);
        return value == null ? null : as(key, value, type, wanted);
    }

    private static <T> T as(String key, Object value, Class<T> type, String wanted) {
        if (!type.isInstance(value)) {
            throw wrong(key, value, wanted);
        }
        return type.cast(value);
    }

    private static <T> T parsed(String key, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key + ": " + e.getMessage());
        }
    }

    private static ConfigException wrong(String key, Object value, String wanted) {
        return new ConfigException(key + ": " + value + " is not " + wanted);
    }
}
