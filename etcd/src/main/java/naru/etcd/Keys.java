package naru.etcd;

import com.google.protobuf.ByteString;

import naru.etcd.wire.KeyValue;

/** Keys, ranges and entries as they are on the wire. */
final class Keys {
    private static final ByteString ALL = ByteString.copyFrom(new byte[] {0});

    private Keys() {}

    static ByteString bytes(String key) {
        return ByteString.copyFromUtf8(key);
    }

    /** The first key of those that begin so. etcd has no empty keys: all begin at 0. */
    static ByteString first(String prefix) {
        return prefix.isEmpty() ? ALL : bytes(prefix);
    }

    /** The end of the range of keys that begin so: the prefix plus one, 0 if nothing follows it. */
    static ByteString end(String prefix) {
        var key = bytes(prefix).toByteArray();
        for (int i = key.length - 1; i >= 0; i--) {
            if (key[i] != (byte) 0xff) {
                key[i]++;
                return ByteString.copyFrom(key, 0, i + 1);
            }
        }
        return ALL;
    }

    static Entry entry(KeyValue kv) {
        return new Entry(
                kv.getKey().toStringUtf8(),
                Bytes.of(kv.getValue().toByteArray()),
                kv.getCreateRevision(),
                kv.getModRevision(),
                kv.getLease());
    }
}
