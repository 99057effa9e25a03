package naru.linux.nft.socket;

import naru.linux.nft.NftBytes;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The user data that the nft program stores with an object: u8 type, u8 length, value, unpadded.
 * Types: libnftnl/udata.h of libnftnl 1.2.4.
 */
final class UserData {
    static final int COMMENT = 0; // of tables, chains, rules and elements
    static final int SET_KEY_BYTE_ORDER = 0;
    static final int SET_DATA_BYTE_ORDER = 1;
    static final int SET_COMMENT = 7;

    private static final int MAX_COMMENT = 128; // NFTNL_UDATA_COMMENT_MAXLEN

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A comment only, or null if there is none. */
    static byte @Nullable [] comment(@Nullable String comment) {
        return comment == null ? null : new UserData().string(COMMENT, comment).bytes();
    }

    UserData string(int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length + 1 > MAX_COMMENT) {
            throw new IllegalArgumentException("comment is longer than 127 bytes: " + text);
        }
        out.write(type);
        out.write(bytes.length + 1);
        out.writeBytes(bytes);
        out.write(0);
        return this;
    }

    /** In host byte order. */
    UserData u32(int type, int value) {
        out.write(type);
        out.write(4);
        out.writeBytes(NftBytes.u32(value));
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** The text of a type, or null if absent. Stops at an invalid length. */
    static @Nullable String find(byte[] data, int type) {
        int at = 0;
        while (at + 2 <= data.length) {
            int length = data[at + 1] & 0xff;
            if (at + 2 + length > data.length) {
                return null;
            }
            if (data[at] == type && length > 0) {
                return new String(data, at + 2, length - 1, StandardCharsets.UTF_8);
            }
            at += 2 + length;
        }
        return null;
    }
}
