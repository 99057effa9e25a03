package naru.container.store;

import io.avaje.jsonb.Jsonb;

import naru.container.config.PlainJson;
import naru.network.json.MapKeys;

/** Records as JSON, with code made at compile time. Absent values are left out. */
public final class Codec {
    private static final Jsonb JSONB =
            Jsonb.builder().serializeNulls(false).add(new MapKeys()).build();

    private Codec() {}

    public static <T> byte[] encode(Class<T> type, T value) {
        return JSONB.type(type).toJsonBytes(value);
    }

    /**
     * @throws io.avaje.json.JsonException when the bytes are no such record
     */
    public static <T> T decode(Class<T> type, byte[] bytes) {
        return JSONB.type(type).fromJson(PlainJson.of(bytes));
    }

    public static <T> byte[] encodeList(Class<T> type, java.util.List<T> values) {
        return JSONB.type(type).list().toJsonBytes(values);
    }

    public static <T> java.util.List<T> decodeList(Class<T> type, byte[] bytes) {
        return JSONB.type(type).list().fromJson(PlainJson.of(bytes));
    }
}
