package naru.linux.nft;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Bytes in the registers of nf_tables, where each field is padded to a multiple of 4. */
public final class NftBytes {
    private NftBytes() {}

    public static byte[] u32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
    }

    public static int padded(int bytes) {
        return bytes + 3 & ~3;
    }

    /** The size of values of these types in bytes; a single one is not padded. */
    public static int length(List<NftType> types) {
        if (types.size() == 1) {
            return types.getFirst().bytes();
        }
        int length = 0;
        for (NftType type : types) {
            length += padded(type.bytes());
        }
        return length;
    }

    /** Bytes of which the first {@code length} bits are set. */
    public static byte[] mask(int bytes, int length) {
        byte[] mask = new byte[bytes];
        for (int i = 0; i < length; i++) {
            mask[i / 8] |= (byte) (0x80 >> i % 8);
        }
        return mask;
    }
}
