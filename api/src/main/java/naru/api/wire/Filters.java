package naru.api.wire;

import naru.network.model.NaruException;
import naru.network.option.GoBool;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The parameter {@code filters}: several values of one key mean any of them, several keys mean all
 * of them. Clients send {@code {"name":["web"]}} or, before 1.22, {@code {"name":{"web":true}}}.
 */
public record Filters(Map<String, List<String>> values) {
    public static Filters parse(String json) {
        var text = json.strip();
        if (text.isEmpty() || text.equals("null")) {
            return new Filters(Map.of());
        }
        if (!text.startsWith("{")) {
            throw new NaruException.Invalid("invalid filter: not a JSON object");
        }
        var parsed = Json.parse(json.getBytes(StandardCharsets.UTF_8), Object.class);
        if (!(parsed instanceof Map<?, ?> keys)) {
            throw new NaruException.Invalid("invalid filter: not a JSON object");
        }
        var values = new LinkedHashMap<String, List<String>>();
        keys.forEach((key, value) -> values.put(String.valueOf(key), texts(value)));
        return new Filters(values);
    }

    private static List<String> texts(@Nullable Object value) {
        var texts = new ArrayList<String>();
        switch (value) {
            case List<?> list -> list.forEach(text -> texts.add(String.valueOf(text)));
            case Map<?, ?> set ->
                    set.forEach((text, on) -> {
                        if (Boolean.TRUE.equals(on)) {
                            texts.add(String.valueOf(text));
                        }
                    });
            case null -> {} // {"name":null} has no effect
            default -> throw new NaruException.Invalid("invalid filter: not a list");
        }
        return texts;
    }

    /** Rejects keys that are not among {@code known}. */
    public Filters only(Set<String> known) {
        for (var key : values.keySet()) {
            if (!known.contains(key)) {
                throw new NaruException.Invalid("invalid filter '" + key + "'");
            }
        }
        return this;
    }

    public List<String> of(String key) {
        return values.getOrDefault(key, List.of());
    }

    public boolean has(String key) {
        return !of(key).isEmpty();
    }

    /** Whether any value of the key matches; true without values. */
    public boolean any(String key, Predicate<String> fits) {
        return !has(key) || of(key).stream().anyMatch(fits);
    }

    /** Whether an object has all labels of {@code label}, and none of {@code label!}. */
    public boolean labels(Map<String, String> labels) {
        return of("label").stream().allMatch(label -> hasLabel(labels, label))
                && of("label!").stream().noneMatch(label -> hasLabel(labels, label));
    }

    private static boolean hasLabel(Map<String, String> labels, String wanted) {
        var equals = wanted.indexOf('=');
        return equals < 0
                ? labels.containsKey(wanted)
                : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
    }

    /** A boolean key. */
    public boolean flag(String key, boolean absent) {
        var given = of(key);
        if (given.isEmpty()) {
            return absent;
        }
        if (given.size() > 1) {
            throw new NaruException.Invalid(
                    "got more than one value for filter key \"" + key + "\"");
        }
        return GoBool.parse(given.getFirst())
                .orElseThrow(() ->
                        new NaruException.Invalid(
                                "invalid filter '" + key + "=[" + given.getFirst() + "]'"));
    }
}
