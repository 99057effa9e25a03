package naru.dns;

import naru.dns.wire.PlainQuery;
import naru.dns.wire.QueryReader;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Encoded replies from the directory for repeated queries of one sandbox. It is cleared whenever
 * the directory or the resolver context has changed. On the event loop only.
 */
final class ReplyCache {
    /** The directory has no answer, but upstreams may have one. */
    static final int FORWARDED = -1;

    private static final Memo UNKNOWN_NAME = new Memo(new byte[0], 0, 0);
    private static final int MAX_ENTRIES = 1024;
    private static final int MAX_REPLY_BYTES = 4096; // bytes

    private final LongSupplier version;
    private final Random random;
    private final HashMap<PlainQuery, Memo> memos = new HashMap<>();
    private long current = -1;
    private @Nullable ResolverContext resolverContext;

    /**
     * @param version of the directory, different after every change
     * @param random orders records; it may be predictable
     */
    ReplyCache(LongSupplier version, Random random) {
        this.version = version;
        this.random = random;
    }

    /** Must be called first, with the current context of the next answers. */
    void look(ResolverContext now) {
        long latest = version.getAsLong();
        if (latest != current || now != resolverContext) {
            memos.clear();
            current = latest;
            resolverContext = now;
        }
    }

    /**
     * Writes the reply to {@code query} into {@code reply}.
     *
     * @return its length in bytes; 0 if it is not cached or too long for the client; or {@link
     *     #FORWARDED}
     */
    int reply(PlainQuery query, byte[] reply) {
        var memo = memos.get(query);
        if (memo == UNKNOWN_NAME) {
            return FORWARDED;
        }
        if (memo == null || memo.message.length > query.payload()) {
            return 0;
        }
        System.arraycopy(memo.message, 0, reply, 0, memo.message.length);
        if (memo.count > 1) {
            shuffle(reply, query.end(), memo.count, memo.length);
        }
        query.personalize(reply);
        return memo.message.length;
    }

    /** Stores a reply that was found after {@link #look}. */
    void keep(PlainQuery query, byte[] reply, int length, boolean inAnyOrder) {
        int count = (reply[6] & 0xff) << 8 | (reply[7] & 0xff);
        boolean truncated = (reply[2] & 2) != 0;
        int recordLength = 0;
        if (inAnyOrder && count > 1) {
            recordLength = recordLength(reply, query.end(), count);
            if (recordLength == 0) {
                return;
            }
        }
        if (truncated || length > MAX_REPLY_BYTES || length < QueryReader.HEADER) {
            return;
        }
        var message = Arrays.copyOf(reply, length);
        put(query, new Memo(message, inAnyOrder ? count : 0, recordLength));
    }

    /** Stores that the directory does not know {@code query}, found after {@link #look}. */
    void passOn(PlainQuery query) {
        put(query, UNKNOWN_NAME);
    }

    private void put(PlainQuery query, Memo memo) {
        if (memos.size() >= MAX_ENTRIES) {
            memos.clear();
        }
        memos.put(query.kept(), memo);
    }

    /**
     * The common length of all records: a name of two bytes, u16 type, u16 class, u32 ttl, u16
     * length, data; 0 if they differ.
     */
    private static int recordLength(byte[] reply, int start, int count) {
        int data = reply[start + 11] & 0xff;
        for (int i = 1; i < count; i++) {
            int at = start + i * (12 + data);
            if (reply.length < at + 12 || (reply[at + 11] & 0xff) != data) {
                return 0;
            }
        }
        return 12 + data;
    }

    private void shuffle(byte[] reply, int start, int count, int length) {
        for (int i = count - 1; i > 0; i--) {
            int other = start + random.nextInt(i + 1) * length;
            int one = start + i * length;
            for (int k = 0; k < length; k++) {
                byte b = reply[one + k];
                reply[one + k] = reply[other + k];
                reply[other + k] = b;
            }
        }
    }

    /** A reply; {@code count} records of {@code length} bytes in it may be reordered. */
    private record Memo(byte[] message, int count, int length) {}
}
