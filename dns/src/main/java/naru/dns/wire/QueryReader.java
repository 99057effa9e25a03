package naru.dns.wire;

import io.netty.buffer.ByteBuf;

import naru.dns.wire.Query.Edns;

/** Parses messages of clients. No content can make it fail, loop or read past the end. */
public final class QueryReader {
    /** Bytes of the header: id, flags, and four counts, each u16. */
    public static final int HEADER = 12;

    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int RECURSION_DESIRED = 0x0100;

    /** The result of parsing a client's message. */
    public sealed interface Message {
        /** A valid query. */
        record Standard(Query query) implements Message {}

        /** A message that is answered with a response code and a header only. */
        record Unacceptable(int id, Rcode rcode) implements Message {}

        /** A fragment or a response: answering it could cause a loop of two servers. */
        record Ignorable() implements Message {}
    }

    private QueryReader() {}

    /** Parses the message between the buffer's indices, which are not changed. */
    public static Message read(ByteBuf message) {
        var in = message.slice();
        if (in.readableBytes() < HEADER || (in.getUnsignedShort(2) & RESPONSE) != 0) {
            return new Message.Ignorable();
        }
        int id = in.getUnsignedShort(0);
        if ((in.getUnsignedShort(2) & OPCODE) != 0) {
            return new Message.Unacceptable(id, Rcode.NOTIMP);
        }
        try {
            return new Message.Standard(standardQuery(in));
        } catch (MalformedMessage _) {
            return new Message.Unacceptable(id, Rcode.FORMERR);
        }
    }

    private static Query standardQuery(ByteBuf in) throws MalformedMessage {
        int id = in.readUnsignedShort();
        boolean recursionDesired = (in.readUnsignedShort() & RECURSION_DESIRED) != 0;
        if (in.readUnsignedShort() != 1) {
            throw new MalformedMessage("not exactly one question");
        }
        int otherRecords = in.readUnsignedShort() + in.readUnsignedShort();
        int additionalRecords = in.readUnsignedShort();
        var name = Names.read(in);
        require(in, 4);
        int type = in.readUnsignedShort();
        int dnsClass = in.readUnsignedShort();
        int questionLength = in.readerIndex() - HEADER;
        for (int i = 0; i < otherRecords; i++) {
            skipRecord(in);
        }
        return new Query(
                id,
                recursionDesired,
                name,
                type,
                dnsClass,
                questionLength,
                edns(in, additionalRecords));
    }

    private static Edns edns(ByteBuf in, int records) throws MalformedMessage {
        var edns = Edns.NONE;
        for (int i = 0; i < records; i++) {
            int start = in.readerIndex();
            skipRecord(in);
            boolean root = in.getByte(start) == 0;
            if (root && in.getUnsignedShort(start + 1) == RecordType.OPT) {
                if (edns.present()) {
                    throw new MalformedMessage("two OPT records");
                }
                int payload = Math.max(in.getUnsignedShort(start + 3), Edns.MIN_PAYLOAD);
                edns = new Edns(true, in.getUnsignedByte(start + 6), payload);
            }
        }
        return edns;
    }

    /** Skips one record: name, u16 type, u16 class, u32 ttl, u16 length, data. */
    private static void skipRecord(ByteBuf in) throws MalformedMessage {
        Names.skip(in);
        require(in, 10);
        in.skipBytes(8);
        int length = in.readUnsignedShort();
        require(in, length);
        in.skipBytes(length);
    }

    private static void require(ByteBuf in, int bytes) throws MalformedMessage {
        if (in.readableBytes() < bytes) {
            throw new MalformedMessage("a message ends inside a record");
        }
    }
}
