package naru.dns.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import naru.dns.wire.QueryReader;

import java.util.random.RandomGenerator;

/**
 * A query on its way to one upstream: under an id of its own, and where the upstream can be trusted
 * to repeat them, with letters in a random case, which a forger has to guess too
 * (draft-vixie-dnsext-dns0x20).
 */
final class Question {
    private static final int RESPONSE = 0x8000;
    private static final int OPCODE = 0x7800;
    private static final int TRUNCATED = 0x0200;
    private static final int RCODE = 0xf;
    private static final int SERVFAIL = 2;
    private static final int REFUSED = 5;
    private static final int CASE = 0x20;

    private final byte[] bytes;
    private final int end;
    private final boolean mixed;

    /** How a message relates to a question. */
    enum Match {
        /** It answers the question. */
        EXACT,
        /** It would, but for the case of letters: it is forged, or its sender changes them. */
        OTHER_CASE,
        /** It answers something else. */
        NONE
    }

    /**
     * @param query the message to send, but for its id; copied
     * @param end where its question ends
     */
    Question(byte[] query, int end, boolean mixed, RandomGenerator random) {
        this.bytes = query.clone();
        this.end = end;
        this.mixed = mixed;
        int id = random.nextInt(1 << 16);
        bytes[0] = (byte) (id >> 8);
        bytes[1] = (byte) id;
        if (mixed) {
            mix(random);
        }
    }

    /** The message to send. Each call gives a buffer of its own. */
    ByteBuf toSend() {
        return Unpooled.wrappedBuffer(bytes);
    }

    /** Whether letters are in a random case. */
    boolean isMixed() {
        return mixed;
    }

    /**
     * Whether {@code reply} answers this question and no other: our id, and our question (RFC 5452
     * section 9.1). A reply with an error code may leave the question out.
     */
    Match match(ByteBuf reply) {
        if (reply.readableBytes() < QueryReader.HEADER
                || reply.getByte(reply.readerIndex()) != bytes[0]
                || reply.getByte(reply.readerIndex() + 1) != bytes[1]) {
            return Match.NONE;
        }
        int flags = reply.getUnsignedShort(reply.readerIndex() + 2);
        if ((flags & RESPONSE) == 0 || (flags & OPCODE) != 0) {
            return Match.NONE;
        }
        int questions = reply.getUnsignedShort(reply.readerIndex() + 4);
        if (questions == 1) {
            return matchQuestion(reply);
        }
        return questions == 0 && isError(flags) ? Match.EXACT : Match.NONE;
    }

    /** Whether a reply says that its sender cannot help, while another upstream may. */
    static boolean isUseless(byte[] reply) {
        int rcode = reply[3] & RCODE;
        return rcode == SERVFAIL || rcode == REFUSED;
    }

    /** Whether a reply has left something out for lack of room. */
    static boolean isTruncated(byte[] reply) {
        return (reply[2] & TRUNCATED >> 8) != 0;
    }

    private static boolean isError(int flags) {
        return (flags & RCODE) != 0;
    }

    private Match matchQuestion(ByteBuf reply) {
        if (reply.readableBytes() < end) {
            return Match.NONE;
        }
        var match = Match.EXACT;
        for (int i = QueryReader.HEADER; i < end; i++) {
            byte theirs = reply.getByte(reply.readerIndex() + i);
            if (theirs != bytes[i]) {
                boolean inName = i < end - 4; // u16 type and u16 class follow the name
                if (!inName || !isLetter(theirs) || (theirs ^ bytes[i]) != CASE) {
                    return Match.NONE;
                }
                match = mixed ? Match.OTHER_CASE : Match.EXACT;
            }
        }
        return match;
    }

    /** The lengths of labels are below 64, and letters above. */
    private void mix(RandomGenerator random) {
        long coins = 0;
        for (int i = QueryReader.HEADER, used = 0; i < end - 4; i++) {
            if (isLetter(bytes[i])) {
                coins = used % Long.SIZE == 0 ? random.nextLong() : coins >>> 1;
                bytes[i] = (byte) ((bytes[i] & ~CASE) | ((coins & 1) << 5));
                used++;
            }
        }
    }

    private static boolean isLetter(byte b) {
        int lower = b | CASE;
        return lower >= 'a' && lower <= 'z';
    }
}
