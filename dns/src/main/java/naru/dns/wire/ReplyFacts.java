package naru.dns.wire;

import java.util.Arrays;

/**
 * The properties of an upstream's reply that caching requires.
 *
 * @param lifetime seconds for which it may be cached, 0 for not at all: the minimum of its TTLs,
 *     and for negative answers the zone's (RFC 2308)
 * @param ttls offsets in bytes of the TTLs that count down
 */
public record ReplyFacts(int lifetime, int[] ttls) {
    private static final int TRUNCATED = 0x0200;
    private static final int RCODE = 0xf;
    private static final int SOA = 6;
    private static final int MAX_POSITIVE = 86_400;
    private static final int MAX_NEGATIVE = 10_800; // RFC 2308 section 5
    private static final int FIXED = 10; // u16 type, u16 class, u32 ttl, u16 length of data

    /**
     * Parses the records after the question, which ends at {@code start}.
     *
     * @throws MalformedMessage if they exceed the message
     */
    public static ReplyFacts read(byte[] reply, int start) throws MalformedMessage {
        return new Reader(reply, start).read();
    }

    private static final class Reader {
        private final byte[] reply;
        private int at;
        private int[] ttls = new int[8];
        private int count;
        private int shortest = Integer.MAX_VALUE;
        private boolean hasZone;

        Reader(byte[] reply, int start) {
            this.reply = reply;
            this.at = start;
        }

        ReplyFacts read() throws MalformedMessage {
            int answers = u16(6);
            int authorities = u16(8);
            int all = answers + authorities + u16(10);
            for (int i = 0; i < all; i++) {
                record(i >= answers && i < answers + authorities);
            }
            return new ReplyFacts(lifetime(answers), Arrays.copyOf(ttls, count));
        }

        private int lifetime(int answers) {
            int rcode = u16(2) & RCODE;
            boolean negative = rcode == Rcode.NXDOMAIN.code() || answers == 0;
            boolean plain = rcode == Rcode.NOERROR.code() || rcode == Rcode.NXDOMAIN.code();
            if (!plain || (u16(2) & TRUNCATED) != 0 || count == 0 || (negative && !hasZone)) {
                return 0;
            }
            return Math.min(shortest, negative ? MAX_NEGATIVE : MAX_POSITIVE);
        }

        private void record(boolean isAuthority) throws MalformedMessage {
            skipName();
            require(FIXED);
            int type = u16(at);
            int length = u16(at + 8);
            if (type != RecordType.OPT) { // whose TTL field has another meaning
                shorten(u32(at + 4));
                if (count == ttls.length) {
                    ttls = Arrays.copyOf(ttls, 2 * count);
                }
                ttls[count++] = at + 4;
            }
            at += FIXED;
            require(length);
            if (isAuthority && type == SOA && length >= 20) {
                hasZone = true;
                shorten(u32(at + length - 4)); // MINIMUM, the last number
            }
            at += length;
        }

        /** More than 31 bits count as 0 (RFC 2181 section 8). */
        private void shorten(int seconds) {
            shortest = Math.min(shortest, Math.max(seconds, 0));
        }

        /** Follows no pointers, so it always terminates. */
        private void skipName() throws MalformedMessage {
            while (true) {
                require(1);
                int length = reply[at] & 0xff;
                if (length >= 0xc0) {
                    require(2);
                    at += 2;
                    return;
                }
                if (length > 63) {
                    throw new MalformedMessage("a label is of an unknown type");
                }
                require(1 + length);
                at += 1 + length;
                if (length == 0) {
                    return;
                }
            }
        }

        private void require(int bytes) throws MalformedMessage {
            if (reply.length - at < bytes) {
                throw new MalformedMessage("a message ends inside a record");
            }
        }

        private int u16(int offset) {
            return (reply[offset] & 0xff) << 8 | (reply[offset + 1] & 0xff);
        }

        private int u32(int offset) {
            return u16(offset) << 16 | u16(offset + 2);
        }
    }
}
