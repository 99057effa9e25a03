package naru.container.store;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A volume, kept in the journal under {@code volume/<name>}. {@code created} is RFC 3339; {@code
 * options} are the driver's.
 */
@Json
public record VolumeRecord(
        String name, String created, Map<String, String> labels, Map<String, String> options) {
    public VolumeRecord {
        labels = copy(labels);
        options = copy(options);
    }

    private static Map<String, String> copy(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
    }
}
