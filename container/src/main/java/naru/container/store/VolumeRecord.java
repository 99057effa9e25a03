package naru.container.store;

import io.avaje.jsonb.Json;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A volume, kept in the journal under {@code volume/<name>}. {@code created} is RFC 3339. */
@Json
public record VolumeRecord(String name, String created, Map<String, String> labels) {
    public VolumeRecord {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }
}
