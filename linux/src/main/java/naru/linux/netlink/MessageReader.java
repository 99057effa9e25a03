package naru.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Iterates over the messages of one datagram: {@code while (reader.next())}. Values of a message
 * are valid until the next one.
 */
public final class MessageReader {
    private static final int HEADER = MessageWriter.HEADER;
    private static final int NLM_F_DUMP_INTR = 0x10; // linux/netlink.h

    private final ByteBuffer in;
    private int start;
    private int next;

    /** Reads {@code in} from its position to its limit. */
    public MessageReader(ByteBuffer in) {
        this.in = in.order(ByteOrder.nativeOrder());
        this.next = in.position();
    }

    /**
     * Moves to the next message.
     *
     * @return whether there is one
     * @throws MalformedMessageException if its length is less than a header or exceeds the
     *     remaining bytes
     */
    public boolean next() {
        int left = in.limit() - next;
        if (left <= 0) {
            return false;
        }
        start = next;
        if (left < HEADER) {
            throw new MalformedMessageException(left + " bytes are no message header");
        }
        int length = in.getInt(start);
        if (length < HEADER || length > left) {
            throw new MalformedMessageException("message of " + length + " in " + left + " bytes");
        }
        next = start + Math.min(left, (length + 3) & ~3);
        return true;
    }

    public int type() {
        return in.getShort(start + 4) & 0xffff;
    }

    public int sequence() {
        return in.getInt(start + 8);
    }

    /** The port of the requesting socket, 0 for a notification. */
    public int port() {
        return in.getInt(start + 12);
    }

    /** NLM_F_*. */
    public int flags() {
        return in.getShort(start + 6) & 0xffff;
    }

    /** Whether a dump was interrupted by a change, so that it may be inconsistent. */
    boolean interrupted() {
        return (flags() & NLM_F_DUMP_INTR) != 0;
    }

    /** One byte of the fixed part, which begins at offset 0. */
    public int get8(int offset) {
        return in.get(at(offset, 1)) & 0xff;
    }

    public int get16(int offset) {
        return in.getShort(at(offset, 2)) & 0xffff;
    }

    /** Two bytes of the fixed part, highest first. */
    public int get16be(int offset) {
        return get8(offset) << 8 | get8(offset + 1);
    }

    public int get32(int offset) {
        return in.getInt(at(offset, 4));
    }

    /** The attributes that follow a fixed part of {@code fixed} bytes. */
    public Attributes attributes(int fixed) {
        int from = at((fixed + 3) & ~3, 0);
        return new Attributes(in, from, start + in.getInt(start));
    }

    private int at(int offset, int size) {
        int position = start + HEADER + offset;
        if (offset < 0 || position + size > start + in.getInt(start)) {
            throw new MalformedMessageException("message ends before byte " + (offset + size));
        }
        return position;
    }
}
