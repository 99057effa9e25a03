package naru.dns;

import naru.dns.wire.PlainQuery;
import naru.dns.wire.QueryReader;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Replies from the directory, ready to be sent again, for the questions that one sandbox repeats.
 * It forgets all of them whenever the directory or the standpoint has changed since. On the event
 * loop only.
 */
final class ReplyMemo {
    /** Says that the directory has no answer, but upstreams may. */
    static final int PASSED_ON = -1;

    private static final Memo ELSEWHERE = new Memo(new byte[0], 0, 0);
    private static final int MOST = 1024;
    private static final int LONGEST = 4096; // bytes

    private final LongSupplier version;
    private final Random random;
    private final HashMap<PlainQuery, Memo> memos = new HashMap<>();
    private long current = -1;
    private @Nullable Standpoint standpoint;

    /**
     * @param version of the directory: another number after every change
     * @param random orders records; it may be predictable
     */
    ReplyMemo(LongSupplier version, Random random) {
        this.version = version;
        this.random = random;
    }

    /** Call before anything else, with what the next answers depend on. */
    void look(Standpoint now) {
        long latest = version.getAsLong();
        if (latest != current || now != standpoint) {
            memos.clear();
            current = latest;
            standpoint = now;
        }
    }

    /**
     * Writes the reply to {@code query} into {@code reply}.
     *
     * @return its length in bytes; 0 when it is not known or too long for the client, and {@link
     *     #PASSED_ON}
     */
    int reply(PlainQuery query, byte[] reply) {
        var memo = memos.get(query);
        if (memo == ELSEWHERE) {
            return PASSED_ON;
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

    /** Remembers a reply that was found after {@link #look}. */
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
        if (truncated || length > LONGEST || length < QueryReader.HEADER) {
            return;
        }
        var message = Arrays.copyOf(reply, length);
        put(query, new Memo(message, inAnyOrder ? count : 0, recordLength));
    }

    /** Remembers that the directory does not know {@code query}, found after {@link #look}. */
    void passOn(PlainQuery query) {
        put(query, ELSEWHERE);
    }

    private void put(PlainQuery query, Memo memo) {
        if (memos.size() >= MOST) {
            memos.clear();
        }
        memos.put(query.kept(), memo);
    }

    /**
     * The length that all records have: a name of two bytes, u16 type, u16 class, u32 ttl, u16
     * length, data; 0 when they differ.
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

    /** A reply; {@code count} records of {@code length} bytes in it may change places. */
    private record Memo(byte[] message, int count, int length) {}
}
