package naru.linux.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Builds netlink messages one after the other. A message is a header (u32 length, u16 type, u16
 * flags, u32 sequence, u32 port), a fixed part that depends on its type, and attributes (u16
 * length, u16 type, value), each padded to a multiple of 4. Host byte order unless a method's name
 * says {@code be}.
 */
public final class MessageWriter {
    static final int HEADER = 16; // struct nlmsghdr, linux/netlink.h
    private static final int FLAGS = 6; // offset in the header
    private static final int NLA_HEADER = 4;
    private static final int NLA_F_NESTED = 1 << 15;
    private static final int MAX_ATTRIBUTE = 0xffff;

    private ByteBuffer out;
    private int sequence;
    private int start = -1;
    private int messages;

    /**
     * Numbers its messages from {@code firstSequence}. {@code out} is replaced if it becomes too
     * small.
     */
    MessageWriter(ByteBuffer out, int firstSequence) {
        this.out = out.clear().order(ByteOrder.nativeOrder());
        this.sequence = firstSequence;
    }

    /** A writer with a message that is never sent, to inspect its content. */
    public static MessageWriter toNobody() {
        return new MessageWriter(ByteBuffer.allocate(4096), 0).begin(0, 0);
    }

    /** Ends the previous message, if any, and begins another. {@code flags} are NLM_F_*. */
    public MessageWriter begin(int type, int flags) {
        end();
        start = out.position();
        room(HEADER);
        out.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence++).putInt(0);
        messages++;
        return this;
    }

    /** Adds flags, NLM_F_*, to the message that was begun last. */
    public void addFlags(int flags) {
        out.putShort(start + FLAGS, (short) (out.getShort(start + FLAGS) | flags));
    }

    // The fixed part of a message.

    /** One byte of the fixed part. */
    public MessageWriter put8(int value) {
        room(1);
        out.put((byte) value);
        return this;
    }

    /** Two bytes of the fixed part. */
    public MessageWriter put16(int value) {
        room(2);
        out.putShort((short) value);
        return this;
    }

    /** Two bytes of the fixed part, highest first. */
    public MessageWriter put16be(int value) {
        room(2);
        out.put((byte) (value >> 8)).put((byte) value);
        return this;
    }

    /** Four bytes of the fixed part. */
    public MessageWriter put32(int value) {
        room(4);
        out.putInt(value);
        return this;
    }

    /** Four bytes of the fixed part, highest first. */
    public MessageWriter put32be(int value) {
        return put16be(value >>> 16).put16be(value);
    }

    // Attributes.

    /** An attribute without a value. */
    public void flag(int type) {
        attribute(type, 0);
    }

    public void u8(int type, int value) {
        attribute(type, 1);
        out.put((byte) value);
        pad(3);
    }

    public void u16(int type, int value) {
        attribute(type, 2);
        out.putShort((short) value);
        pad(2);
    }

    public void u32(int type, int value) {
        attribute(type, 4);
        out.putInt(value);
    }

    public void u32be(int type, int value) {
        attribute(type, 4);
        put32be(value);
    }

    public void u64be(int type, long value) {
        attribute(type, 8);
        put32be((int) (value >>> 32));
        put32be((int) value);
    }

    /** Text in UTF-8 with a zero at its end. */
    public void string(int type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        attribute(type, bytes.length + 1);
        out.put(bytes);
        pad(1 + padding(bytes.length + 1));
    }

    public void bytes(int type, byte[] value) {
        attribute(type, value.length);
        out.put(value);
        pad(padding(value.length));
    }

    /** The 4 or 16 bytes of an IP address. */
    public void address(int type, InetAddress address) {
        bytes(type, address.getAddress());
    }

    /** A nested attribute with the attributes that {@code inside} writes. */
    public void nested(int type, Consumer<MessageWriter> inside) {
        int at = out.position();
        attribute(type | NLA_F_NESTED, 0);
        inside.accept(this);
        int length = out.position() - at;
        if (length > MAX_ATTRIBUTE) {
            throw new IllegalArgumentException("attribute " + type + " has " + length + " bytes");
        }
        out.putShort(at, (short) length);
    }

    /** The number of messages begun. */
    public int messages() {
        return messages;
    }

    /** The number of bytes written. */
    public int size() {
        return out.position();
    }

    /** The sequence number of the next message. */
    int nextSequence() {
        return sequence;
    }

    /** The messages, complete, from position zero up to the position. */
    ByteBuffer finish() {
        end();
        return out;
    }

    private void end() {
        if (start >= 0) {
            out.putInt(start, out.position() - start);
            start = -1;
        }
    }

    private void attribute(int type, int length) {
        if (length + NLA_HEADER > MAX_ATTRIBUTE) {
            throw new IllegalArgumentException("attribute " + type + " has " + length + " bytes");
        }
        room(NLA_HEADER + length + 3);
        out.putShort((short) (NLA_HEADER + length)).putShort((short) type);
    }

    private void pad(int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.put((byte) 0);
        }
    }

    private static int padding(int length) {
        return -length & 3;
    }

    private void room(int bytes) {
        if (out.remaining() >= bytes) {
            return;
        }
        int wanted = Math.max(2 * out.capacity(), out.position() + bytes);
        ByteBuffer larger = ByteBuffer.allocateDirect(wanted).order(ByteOrder.nativeOrder());
        out = larger.put(out.flip());
    }
}
