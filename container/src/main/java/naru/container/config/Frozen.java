package naru.container.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Converts decoded values to immutable ones without nulls. */
final class Frozen {
    private Frozen() {}

    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    static String textOr(@Nullable String value, String otherwise) {
        return value == null || value.isEmpty() ? otherwise : value;
    }

    static <T> List<T> list(@Nullable List<T> values) {
        return values == null || values.isEmpty()
                ? List.of()
                : Collections.unmodifiableList(new ArrayList<>(values));
    }

    static <T> @Nullable List<T> listOrNull(@Nullable List<T> values) {
        return values == null ? null : list(values);
    }

    /**
     * A copy in the order of the keys. Values may be null: Docker writes {@code "80/tcp": null}.
     */
    static <V extends @Nullable Object> Map<String, V> map(@Nullable Map<String, V> values) {
        return values == null || values.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new TreeMap<>(values));
    }
}
