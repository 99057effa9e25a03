package naru.api.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parameters after the question mark, parsed as by Docker's engine. */
public final class Query {
    private final Map<String, List<String>> values;

    public Query(Map<String, List<String>> values) {
        this.values = Map.copyOf(values);
    }

    /** The first value of a parameter, if it was given and is not empty. */
    public Optional<String> text(String name) {
        return all(name).stream().findFirst().filter(value -> !value.isEmpty());
    }

    /** Every value of a parameter, in order. */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether a parameter is set: anything but absent, empty, 0, no, false and none. */
    public boolean flag(String name) {
        return switch (text(name).orElse("").strip().toLowerCase(Locale.ROOT)) {
            case "", "0", "no", "false", "none" -> false;
            default -> true;
        };
    }

    /** As {@link #flag}, for parameters that are on unless switched off. */
    public boolean flag(String name, boolean absent) {
        return has(name) ? flag(name) : absent;
    }
}
