package naru.network.json;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;
import io.avaje.jsonb.Jsonb;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A value of any type: a map, list, string, number, boolean or null. Whole numbers are {@link
 * Long}, others {@link Double}. The keys of objects are read as by {@link MapKeys}.
 */
record AnyValue(Jsonb jsonb) implements JsonAdapter<Object> {
    @Override
    @SuppressWarnings("NullAway") // null is null, as in the library's own adapters
    public Object fromJson(JsonReader reader) {
        return switch (reader.currentToken()) {
            case BEGIN_OBJECT -> ObjectReader.read(reader, jsonb.properties(), this);
            case BEGIN_ARRAY -> list(reader);
            case STRING -> reader.readString();
            case BOOLEAN -> reader.readBoolean();
            case NUMBER -> number(reader.readDouble());
            case NULL -> {
                boolean unused = reader.isNullValue(); // moves on
                yield null;
            }
        };
    }

    private List<Object> list(JsonReader reader) {
        var list = new ArrayList<Object>();
        reader.beginArray();
        while (reader.hasNextElement()) {
            list.add(fromJson(reader));
        }
        reader.endArray();
        return list;
    }

    private static Object number(double value) {
        return value % 1 == 0 ? (Object) (long) value : (Object) value;
    }

    @Override
    public void toJson(JsonWriter writer, @Nullable Object value) {
        switch (value) {
            case null -> writer.nullValue();
            case String text -> writer.value(text);
            case Boolean flag -> writer.value(flag);
            case Integer number -> writer.value(number);
            case Long number -> writer.value(number);
            case Double number -> writer.value(number);
            case Map<?, ?> map -> {
                writer.beginObject();
                map.forEach((key, inner) -> {
                    writer.name((String) key);
                    toJson(writer, inner);
                });
                writer.endObject();
            }
            case Collection<?> list -> {
                writer.beginArray();
                list.forEach(inner -> toJson(writer, inner));
                writer.endArray();
            }
            default -> other(writer, value);
        }
    }

    @SuppressWarnings("unchecked") // the adapter is that of the value's own class
    private void other(JsonWriter writer, Object value) {
        ((JsonAdapter<Object>) jsonb.adapter(value.getClass())).toJson(writer, value);
    }
}
