package naru.network.json;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;

import java.util.function.Function;

/** A value that is written as another one, for which {@code adapter} is. */
public record MappedAdapter<T, W>(
        JsonAdapter<W> adapter, Function<T, W> print, Function<W, T> parse)
        implements JsonAdapter<T> {
    @Override
    public void toJson(JsonWriter writer, T value) {
        adapter.toJson(writer, print.apply(value));
    }

    @Override
    public T fromJson(JsonReader reader) {
        return parse.apply(adapter.fromJson(reader));
    }
}
