package naru.dns.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

import naru.dns.wire.Query;
import naru.dns.wire.QueryReader;

/** A query on its way to an upstream: the client's bytes under a message id of our own. */
final class Question {
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int RCODE = 0xf;
    private static final int SERVFAIL = 2;
    private static final int REFUSED = 5;

    private final byte[] bytes;
    private final int clientId;
    private final int id;
    private final int questionLength;
    private final int payload;

    Question(ByteBuf message, Query query, int id) {
        this.bytes = ByteBufUtil.getBytes(message);
        this.clientId = query.id();
        this.id = id;
        this.questionLength = query.questionLength();
        this.payload = query.edns().payload();
        bytes[0] = (byte) (id >> 8);
        bytes[1] = (byte) id;
    }

    /** The message to send. Each call gives a buffer of its own. */
    ByteBuf toSend() {
        return Unpooled.wrappedBuffer(bytes);
    }

    /** The largest UDP reply that the client takes, in bytes. */
    int payload() {
        return payload;
    }

    /**
     * Whether {@code reply} answers this question and no other: our id, and our question, in
     * whatever case (RFC 5452 section 9.1). A reply with an error code may leave the question out.
     */
    boolean isAnsweredBy(ByteBuf reply) {
        if (reply.readableBytes() < QueryReader.HEADER || reply.getUnsignedShort(0) != id) {
            return false;
        }
        int flags = reply.getUnsignedShort(2);
        if ((flags & RESPONSE) == 0 || (flags & OPCODE) != 0) {
            return false;
        }
        int questions = reply.getUnsignedShort(4);
        return questions == 1 ? repeatsQuestion(reply) : questions == 0 && (flags & RCODE) != 0;
    }

    /** Whether a reply says that its sender cannot help, while another upstream may. */
    static boolean isUseless(ByteBuf reply) {
        int rcode = reply.getUnsignedShort(2) & RCODE;
        return rcode == SERVFAIL || rcode == REFUSED;
    }

    /** Puts the client's own message id into a reply. */
    void addressToClient(ByteBuf reply) {
        reply.setShort(0, clientId);
    }

    private boolean repeatsQuestion(ByteBuf reply) {
        int end = QueryReader.HEADER + questionLength;
        if (reply.readableBytes() < end) {
            return false;
        }
        for (int i = QueryReader.HEADER; i < end; i++) {
            boolean inName = i < end - 4; // u16 type and u16 class follow the name
            if (inName
                    ? lower(reply.getByte(i)) != lower(bytes[i])
                    : reply.getByte(i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 'a' - 'A' : b;
    }
}
