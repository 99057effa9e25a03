package naru.dns.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import naru.dns.wire.QueryReader;

import java.util.random.RandomGenerator;

/**
 * A query to one upstream: with its own id and, if the upstream preserves it, random letter case,
 * which a forger has to guess, too (draft-vixie-dnsext-dns0x20).
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

    /** The relation of a message to a query. */
    enum Match {
        /** It is a matching reply. */
        EXACT,
        /** It matches except for letter case: it is forged, or its sender changes the case. */
        OTHER_CASE,
        /** It does not match. */
        NONE
    }

    /**
     * @param query the message to send, except for its id; copied
     * @param end the end of its question section
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

    /** The message to send. Each call returns a new buffer. */
    ByteBuf toSend() {
        return Unpooled.wrappedBuffer(bytes);
    }

    /** Whether letter case is random. */
    boolean isMixed() {
        return mixed;
    }

    /**
     * Whether {@code reply} matches this query: same id and same question section (RFC 5452 section
     * 9.1). A reply with an error code may omit the question.
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

    /** Whether a reply's code means that another upstream may have an answer. */
    static boolean isUseless(byte[] reply) {
        int rcode = reply[3] & RCODE;
        return rcode == SERVFAIL || rcode == REFUSED;
    }

    /** Whether a reply is truncated. */
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

    /** Label lengths are below 64, letters above. */
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
