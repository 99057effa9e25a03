package naru.network.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies for records: unmodifiable, in the original order. */
final class Values {
    private Values() {}

    static <K, V> Map<K, V> copy(Map<K, V> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
