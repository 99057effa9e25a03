package naru.dns.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Formats a reply as text. */
public final class ReplyText {
    private static final int CNAME = 5;
    private static final int NS = 2;
    private static final int POINTER = 0xc0;
    private static final int MAX_SHOWN = 32; // bytes of data of unknown record types

    private final ByteBuf reply;

    private ReplyText(byte[] reply) {
        this.reply = Unpooled.wrappedBuffer(reply);
    }

    /** The response code's name, or its number. */
    public static String rcode(byte[] reply) {
        int code = reply[3] & 0xf;
        for (var each : Rcode.values()) {
            if (each.code() == code) {
                return each.name();
            }
        }
        return Integer.toString(code);
    }

    /**
     * The answers, one line per record: name, TTL, type and data.
     *
     * @throws MalformedMessage if they exceed the message
     */
    public static List<String> answers(byte[] reply) throws MalformedMessage {
        return new ReplyText(reply).answers();
    }

    private List<String> answers() throws MalformedMessage {
        require(QueryReader.HEADER);
        int questions = reply.getUnsignedShort(4);
        int count = reply.getUnsignedShort(6);
        reply.skipBytes(QueryReader.HEADER);
        for (int i = 0; i < questions; i++) {
            Names.skip(reply);
            require(4);
            reply.skipBytes(4);
        }
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            lines.add(record());
        }
        return lines;
    }

    private String record() throws MalformedMessage {
        var name = name(reply.readerIndex());
        Names.skip(reply);
        require(10);
        int type = reply.readUnsignedShort();
        reply.skipBytes(2); // class
        long ttl = reply.readUnsignedInt();
        int length = reply.readUnsignedShort();
        require(length);
        int start = reply.readerIndex();
        var data = data(type, start, length);
        reply.readerIndex(start + length);
        return name + " " + ttl + " " + TypeNames.name(type) + " " + data;
    }

    private String data(int type, int start, int length) throws MalformedMessage {
        boolean isAddress =
                (type == RecordType.A && length == 4) || (type == RecordType.AAAA && length == 16);
        if (isAddress) {
            return address(start, length);
        }
        if (type == CNAME || type == NS || type == RecordType.PTR) {
            return name(start);
        }
        var bytes = new byte[Math.min(length, MAX_SHOWN)];
        reply.getBytes(start, bytes);
        return HexFormat.of().formatHex(bytes) + (length > MAX_SHOWN ? "..." : "");
    }

    private String address(int start, int length) {
        var bytes = new byte[length];
        reply.getBytes(start, bytes);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + length + " bytes", e);
        }
    }

    /** The name at an offset. A pointer must point backwards, so there can be no loop. */
    private String name(int start) throws MalformedMessage {
        var text = new StringBuilder();
        int at = start;
        int before = start;
        while (true) {
            int length = u8(at);
            if (length == 0) {
                return text.isEmpty() ? "." : text.toString();
            }
            if (length >= POINTER) {
                int target = (length & ~POINTER) << 8 | u8(at + 1);
                if (target >= before) {
                    throw new MalformedMessage("a pointer does not point backwards");
                }
                before = target;
                at = target;
                continue;
            }
            for (int i = 1; i <= length; i++) {
                Names.append(text, (byte) u8(at + i));
            }
            text.append('.');
            at += 1 + length;
        }
    }

    private int u8(int at) throws MalformedMessage {
        if (at >= reply.writerIndex()) {
            throw new MalformedMessage("a message ends inside a name");
        }
        return reply.getUnsignedByte(at);
    }

    private void require(int bytes) throws MalformedMessage {
        if (reply.readableBytes() < bytes) {
            throw new MalformedMessage("a message ends inside a record");
        }
    }
}
