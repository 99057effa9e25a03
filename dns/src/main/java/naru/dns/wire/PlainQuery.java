package naru.dns.wire;

import java.util.Arrays;

/**
 * A common query, parsed in place and without allocation: one question for one record type, the
 * flags RD, AD and CD, and optionally an OPT record (RFC 6891) with payload size, DO, and options
 * for one hop only. Two are equal if the same reply serves both: if they differ only in message id,
 * letter case and payload size.
 */
public final class PlainQuery {
    private static final int KNOWN_FLAGS = 0x0130; // RD, AD, CD
    private static final int DO = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int HAS_EDNS = 0x10000;
    private static final int ASKS_DNSSEC = 0x20000;
    private static final int MAX_NAME = 255;
    private static final int OPT_RECORD = 11; // bytes, without options

    /** Options for one hop (RFC 7873, 7828, 7830): cookie, keepalive, padding. */
    private static final int COOKIE = 10;

    private static final int PADDING = 12;

    private static final byte[] LOWER = new byte[256];

    static {
        for (int i = 0; i < LOWER.length; i++) {
            LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 'a' - 'A' : i);
        }
    }

    private byte[] bytes = {};
    private int end;
    private int flags;
    private int payload;
    private int hash;

    /**
     * Parses the first {@code length} bytes of {@code message}, which must not change while this is
     * used.
     *
     * @return false for an uncommon query or no query; then no other method may be called
     */
    public boolean read(byte[] message, int length) {
        if (length < QueryReader.HEADER + 5
                || (u16(message, 2) & ~KNOWN_FLAGS) != 0
                || u16(message, 4) != 1
                || (u16(message, 6) | u16(message, 8)) != 0) {
            return false;
        }
        bytes = message;
        flags = u16(message, 2);
        payload = Query.Edns.MIN_PAYLOAD;
        int at = readName(message, length);
        if (at < 0 || length < at + 4) {
            return false;
        }
        end = at + 4;
        hash = (hash * 31 + u16(message, at)) * 31 + u16(message, at + 2);
        boolean fits =
                switch (u16(message, 10)) {
                    case 0 -> length == end;
                    case 1 -> readEdns(message, length);
                    default -> false;
                };
        hash = hash * 31 + flags;
        return fits;
    }

    /** A copy that is independent of the message, for use as a key. */
    public PlainQuery kept() {
        var copy = new PlainQuery();
        copy.bytes = Arrays.copyOf(bytes, end);
        copy.end = end;
        copy.flags = flags;
        copy.payload = payload;
        copy.hash = hash;
        return copy;
    }

    /** The end of the question, which starts after the header. */
    public int end() {
        return end;
    }

    /** The requested record type. */
    public int type() {
        return u16(bytes, end - 4);
    }

    /** The requested class. */
    public int dnsClass() {
        return u16(bytes, end - 2);
    }

    /** The largest UDP reply that the client accepts, in bytes. */
    public int payload() {
        return payload;
    }

    public boolean hasEdns() {
        return (flags & HAS_EDNS) != 0;
    }

    /** Writes the client's id into a reply. */
    public void identify(byte[] reply) {
        reply[0] = bytes[0];
        reply[1] = bytes[1];
    }

    /** Writes the client's id and letter case into a reply to an equal query. */
    public void personalize(byte[] reply) {
        identify(reply);
        System.arraycopy(bytes, QueryReader.HEADER, reply, QueryReader.HEADER, nameLength());
    }

    /**
     * The forwarded form of the query: flags, question and, if present, an OPT record with {@code
     * upstreamPayload}. Its id is 0.
     */
    public byte[] toUpstream(int upstreamPayload) {
        var message = questionOnly(upstreamPayload);
        message[0] = 0;
        message[1] = 0;
        return message;
    }

    /**
     * The truncated form of a reply that is too long for this client: the flags with TC, the
     * question and, if the client sent one, an OPT record.
     */
    public byte[] truncated(byte[] reply, int ourPayload) {
        var message = questionOnly(ourPayload);
        message[2] = (byte) (reply[2] | TRUNCATED >> 8);
        message[3] = reply[3];
        return message;
    }

    private byte[] questionOnly(int payload) {
        var message = new byte[end + (hasEdns() ? OPT_RECORD : 0)];
        System.arraycopy(bytes, 0, message, 0, end);
        message[11] = 0;
        if (hasEdns()) {
            message[11] = 1;
            message[end + 2] = RecordType.OPT;
            message[end + 3] = (byte) (payload >> 8);
            message[end + 4] = (byte) payload;
            message[end + 7] = (byte) ((flags & ASKS_DNSSEC) != 0 ? DO >> 8 : 0);
        }
        return message;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlainQuery query
                && hash == query.hash
                && flags == query.flags
                && end == query.end
                && sameQuestion(query);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    private int nameLength() {
        return end - 4 - QueryReader.HEADER;
    }

    private boolean sameQuestion(PlainQuery query) {
        var other = query.bytes;
        int nameEnd = end - 4;
        for (int i = QueryReader.HEADER; i < nameEnd; i++) {
            if (LOWER[bytes[i] & 0xff] != LOWER[other[i] & 0xff]) {
                return false;
            }
        }
        return u16(bytes, nameEnd) == u16(other, nameEnd)
                && u16(bytes, nameEnd + 2) == u16(other, nameEnd + 2);
    }

    /** Hashes the name and returns its end, or -1 if it is invalid. */
    private int readName(byte[] message, int length) {
        int at = QueryReader.HEADER;
        int result = 0;
        while (true) {
            int label = message[at] & 0xff;
            int next = at + 1 + label;
            if (label > 63 || next >= length || next - QueryReader.HEADER >= MAX_NAME) {
                return -1;
            }
            for (; at < next; at++) {
                result = result * 31 + LOWER[message[at] & 0xff];
            }
            if (label == 0) {
                hash = result;
                return at;
            }
        }
    }

    private boolean readEdns(byte[] message, int length) {
        int at = end;
        if (length < at + OPT_RECORD
                || message[at] != 0
                || u16(message, at + 1) != RecordType.OPT
                || u16(message, at + 5) != 0 // extended code and version
                || (u16(message, at + 7) & ~DO) != 0
                || length != at + OPT_RECORD + u16(message, at + 9)) {
            return false;
        }
        payload = Math.max(u16(message, at + 3), payload);
        flags |= HAS_EDNS | ((u16(message, at + 7) & DO) != 0 ? ASKS_DNSSEC : 0);
        return concernsOneHop(message, at + OPT_RECORD, length);
    }

    /** Options: u16 code, u16 length, data. */
    private static boolean concernsOneHop(byte[] message, int start, int length) {
        int at = start;
        while (at < length) {
            if (at + 4 > length) {
                return false;
            }
            int code = u16(message, at);
            if (code < COOKIE || code > PADDING) {
                return false;
            }
            at += 4 + u16(message, at + 2);
        }
        return at == length;
    }

    private static int u16(byte[] message, int at) {
        return (message[at] & 0xff) << 8 | (message[at + 1] & 0xff);
    }
}
