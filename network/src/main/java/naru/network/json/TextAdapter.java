package naru.network.json;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;

import java.util.function.Function;

/** A value that is written as one JSON string. */
public record TextAdapter<T>(Function<T, String> print, Function<String, T> parse)
        implements JsonAdapter<T> {
    @Override
    public void toJson(JsonWriter writer, T value) {
        if (value == null) {
            writer.nullValue();
        } else {
            writer.value(print.apply(value));
        }
    }

    @Override
    public T fromJson(JsonReader reader) {
        return parse.apply(reader.readString());
    }
}
