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
import java.util.Map;

/**
 * Maps whose keys may have escapes, and values of any type, which may be or contain such maps.
 * Inside and after a record, the library's own adapters return keys as they stand in the document,
 * so that a label {@code a"b} would become {@code a\"b} and grow with every restart. Of equal keys
 * the last one holds, as in Go's decoder.
 */
public final class MapKeys implements AdapterFactory {
    @Override
    public @Nullable JsonAdapter<?> create(Type type, Jsonb jsonb) {
        if (type == Object.class) {
            return new AnyValue(jsonb);
        }
        if (type instanceof ParameterizedType map
                && map.getRawType() == Map.class
                && map.getActualTypeArguments()[0] == String.class) {
            return new Adapter<>(jsonb.adapter(map.getActualTypeArguments()[1]), jsonb.properties())
                    .nullSafe();
        }
        return null;
    }

    /** The adapter of one type of values. */
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
            return ObjectReader.read(reader, none, values);
        }
    }
}
