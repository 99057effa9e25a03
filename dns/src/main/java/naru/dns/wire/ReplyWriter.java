package naru.dns.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import naru.linux.address.Family;

import java.net.InetAddress;
import java.util.List;

/**
 * Encodes replies. They repeat the question byte for byte, which preserves the client's letter
 * case.
 */
public final class ReplyWriter {
    /** The longest message over TCP, whose length is a u16. */
    public static final int MAX_LENGTH = 0xffff;

    private static final int RESPONSE = 0x8000;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RECURSION_AVAILABLE = 0x0080;

    /** A compression pointer to the question's name. */
    private static final int POINTER_TO_QUESTION = 0xc000 | QueryReader.HEADER;

    /**
     * The server's EDNS payload size, which passes any path without fragmentation (DNS flag day
     * 2020).
     */
    private static final int PAYLOAD = 1232;

    private static final int OPT_LENGTH = 11;

    private final ByteBufAllocator allocator;

    /** A writer whose replies are allocated from {@code allocator}; the caller releases them. */
    public ReplyWriter(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** A reply to a message whose question could not be parsed. */
    public ByteBuf header(int id, Rcode rcode) {
        var out = allocator.buffer(QueryReader.HEADER);
        return writeHeader(out, id, RESPONSE | RECURSION_AVAILABLE | rcode.code(), 0, 0, 0);
    }

    /** A reply with a code and no records. {@code message} is the parsed query. */
    public ByteBuf empty(ByteBuf message, Query query, Rcode rcode) {
        boolean ours = rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN;
        int authoritative = ours ? AUTHORITATIVE : 0;
        return finish(start(message, query), query, authoritative, rcode, 0);
    }

    /**
     * A reply with an A or AAAA record for each address, in the order given. If not all of them fit
     * into {@code limit} bytes, it has as many as fit and is marked as truncated. {@code ttl} is in
     * seconds.
     */
    public ByteBuf addresses(
            ByteBuf message, Query query, List<InetAddress> addresses, int ttl, int limit) {
        var out = start(message, query);
        int room = limit - (query.edns().present() ? OPT_LENGTH : 0);
        int written = 0;
        for (var address : addresses) {
            var bytes = address.getAddress();
            if (out.readableBytes() + 12 + bytes.length > room) {
                break;
            }
            int type = Family.of(address).choose(RecordType.A, RecordType.AAAA);
            record(out, type, ttl, bytes);
            written++;
        }
        int truncated = written < addresses.size() ? TRUNCATED : 0;
        return finish(out, query, AUTHORITATIVE | truncated, Rcode.NOERROR, written);
    }

    /**
     * A reply with one PTR record, or with none if {@code target} is not a valid DNS name. {@code
     * ttl} is in seconds.
     */
    public ByteBuf pointer(ByteBuf message, Query query, String target, int ttl) {
        var out = start(message, query);
        var name = Names.encode(target);
        name.ifPresent(bytes -> record(out, RecordType.PTR, ttl, bytes));
        return finish(out, query, AUTHORITATIVE, Rcode.NOERROR, name.isPresent() ? 1 : 0);
    }

    private ByteBuf start(ByteBuf message, Query query) {
        var out = allocator.buffer(Query.Edns.MIN_PAYLOAD, MAX_LENGTH);
        out.writeZero(QueryReader.HEADER);
        return out.writeBytes(
                message, message.readerIndex() + QueryReader.HEADER, query.questionLength());
    }

    /**
     * Appends a record of the question's name: pointer, u16 type, u16 class, u32 ttl, u16 length,
     * data.
     */
    private static void record(ByteBuf out, int type, int ttl, byte[] data) {
        out.writeShort(POINTER_TO_QUESTION).writeShort(type).writeShort(RecordType.CLASS_IN);
        out.writeInt(ttl).writeShort(data.length).writeBytes(data);
    }

    private static ByteBuf finish(ByteBuf out, Query query, int flags, Rcode rcode, int answers) {
        int additional = 0;
        if (query.edns().present()) {
            out.writeByte(0).writeShort(RecordType.OPT).writeShort(PAYLOAD);
            out.writeInt((rcode.code() >> 4) << 24).writeShort(0);
            additional = 1;
        }
        int end = out.writerIndex();
        out.writerIndex(0);
        int asked = query.recursionDesired() ? RECURSION_DESIRED : 0;
        int all = RESPONSE | RECURSION_AVAILABLE | asked | flags | (rcode.code() & 0xf);
        writeHeader(out, query.id(), all, 1, answers, additional);
        return out.writerIndex(end);
    }

    private static ByteBuf writeHeader(
            ByteBuf out, int id, int flags, int questions, int answers, int additional) {
        out.writeShort(id).writeShort(flags);
        return out.writeShort(questions).writeShort(answers).writeShort(0).writeShort(additional);
    }
}
