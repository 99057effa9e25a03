package naru.linux.nft;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Values as the bytes that nf_tables keeps in registers: each field padded to a multiple of 4. */
final class NftBytes {
    private NftBytes() {}

    static byte[] u32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    }

    static int padded(int bytes) {
        return bytes + 3 & ~3;
    }

    /** How many bytes values of these types take; a single one is not padded. */
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

    /** The mask of a range that is a prefix, or null when it is none. */
    static byte @Nullable [] prefixMask(NftValue range) {
        byte[] low = range.low();
        byte[] high = range.high();
        byte[] mask = new byte[low.length];
        boolean network = true;
        for (int bit = 0; bit < low.length * 8; bit++) {
            int at = 0x80 >> bit % 8;
            boolean lowSet = (low[bit / 8] & at) != 0;
            boolean highSet = (high[bit / 8] & at) != 0;
            network &= lowSet == highSet;
            if (network) {
                mask[bit / 8] |= (byte) at;
            } else if (lowSet || !highSet) {
                return null; // a prefix goes on with zeros to ones
            }
        }
        return mask;
    }

    /** The low ends of values one after the other. */
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
     * @throws IllegalArgumentException when values are not of these types
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
