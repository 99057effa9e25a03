package naru.linux.nft;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Values as register contents of nf_tables: each field padded to a multiple of 4. */
final class NftBytes {
    private NftBytes() {}

    static byte[] u32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    }

    static int padded(int bytes) {
        return bytes + 3 & ~3;
    }

    /** The size of values of these types in bytes; a single one is not padded. */
    static int length(List<NftType> types) {
        if (types.size() == 1) {
            return types.getFirst().bytes();
        }
        int length = 0;
        for (NftType type : types) {
            length += padded(type.bytes());
        }
        return length;
    }

    /** The prefix length of a value that is a prefix or a single value; else -1. */
    static int prefixLength(NftValue value) {
        int all = value.low().length * 8;
        int length = 0;
        while (length < all && bit(value.low(), length) == bit(value.high(), length)) {
            length++;
        }
        for (int i = length; i < all; i++) {
            if (bit(value.low(), i) || !bit(value.high(), i)) {
                return -1; // the rest of a prefix is zeros at the low end and ones at the high end
            }
        }
        return length;
    }

    /** Bytes of which the first {@code length} bits are set. */
    static byte[] mask(int bytes, int length) {
        byte[] mask = new byte[bytes];
        for (int i = 0; i < length; i++) {
            mask[i / 8] |= (byte) (0x80 >> i % 8);
        }
        return mask;
    }

    private static boolean bit(byte[] bytes, int index) {
        return (bytes[index / 8] & 0x80 >> index % 8) != 0;
    }

    /** The low ends of the values, concatenated. */
    static byte[] low(List<NftValue> values) {
        return concatenation(values, false);
    }

    static byte[] high(List<NftValue> values) {
        return concatenation(values, true);
    }

    private static byte[] concatenation(List<NftValue> values, boolean high) {
        if (values.size() == 1) {
            NftValue only = values.getFirst();
            return high ? only.high() : only.low();
        }
        int length = 0;
        for (NftValue value : values) {
            length += padded(value.low().length);
        }
        byte[] all = new byte[length];
        int at = 0;
        for (NftValue value : values) {
            byte[] bytes = high ? value.high() : value.low();
            System.arraycopy(bytes, 0, all, at, bytes.length);
            at += padded(bytes.length);
        }
        return all;
    }

    /**
     * Checks a key or data.
     *
     * @throws IllegalArgumentException if values are not of these types
     */
    static void checkTypes(NftSet set, List<NftType> types, List<NftValue> values) {
        if (types.size() != values.size()) {
            throw new IllegalArgumentException(set + " wants " + types + ", not " + values);
        }
        for (int i = 0; i < types.size(); i++) {
            if (types.get(i) != values.get(i).type()) {
                throw new IllegalArgumentException(set + " wants " + types + ", not " + values);
            }
        }
    }
}
