package naru.linux.netlink;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Iterates over the attributes of a message: {@code while (attributes.next()) switch
 * (attributes.type())}. Every length is checked before it is used; an invalid one throws {@link
 * MalformedMessageException}.
 */
public final class Attributes {
    private static final int NLA_HEADER = 4;
    private static final int NLA_TYPE_MASK = 0x3fff; // without NLA_F_NESTED and NLA_F_NET_BYTEORDER

    private final ByteBuffer in;
    private final int end;
    private int start;
    private int next;

    Attributes(ByteBuffer in, int from, int end) {
        this.in = in;
        this.next = from;
        this.end = end;
    }

    /** Attributes in {@code bytes}, from its position to its limit. */
    public static Attributes of(ByteBuffer bytes) {
        return new Attributes(
                bytes.order(ByteOrder.nativeOrder()), bytes.position(), bytes.limit());
    }

    /**
     * Moves to the next attribute and returns whether there is one. Padding at the end does not
     * count.
     */
    public boolean next() {
        int left = end - next;
        if (left < NLA_HEADER) {
            return false;
        }
        start = next;
        int length = in.getShort(start) & 0xffff;
        if (length < NLA_HEADER || length > left) {
            throw new MalformedMessageException(
                    "attribute of " + length + " in " + left + " bytes");
        }
        next = start + ((length + 3) & ~3);
        return true;
    }

    public int type() {
        return in.getShort(start + 2) & NLA_TYPE_MASK;
    }

    /** The bytes of the value. */
    public int length() {
        return (in.getShort(start) & 0xffff) - NLA_HEADER;
    }

    public int u8() {
        return in.get(at(1)) & 0xff;
    }

    public int u16() {
        return in.getShort(at(2)) & 0xffff;
    }

    public int u32() {
        return in.getInt(at(4));
    }

    public int u32be() {
        int value = in.getInt(at(4));
        return in.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    public long u64be() {
        long value = in.getLong(at(8));
        return in.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    /** Text up to its first zero, or to the end of the value. */
    public String string() {
        byte[] bytes = bytes();
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    public byte[] bytes() {
        byte[] bytes = new byte[length()];
        in.get(start + NLA_HEADER, bytes);
        return bytes;
    }

    /** An IP address of 4 or 16 bytes. */
    public InetAddress address() {
        try {
            return InetAddress.getByAddress(bytes());
        } catch (UnknownHostException ignored) {
            throw new MalformedMessageException("address of " + length() + " bytes");
        }
    }

    /** The attributes inside this one. */
    public Attributes nested() {
        return new Attributes(in, start + NLA_HEADER, start + NLA_HEADER + length());
    }

    private int at(int size) {
        if (length() < size) {
            throw new MalformedMessageException(
                    "attribute " + type() + " has " + length() + " bytes, not " + size);
        }
        return start + NLA_HEADER;
    }
}
